/** How are elements made? From names, attributes and texts, never from HTML. */

type Child = Node | string;

export function element<K extends keyof HTMLElementTagNameMap>(
	name: K,
	attributes: Record<string, string> = {},
	...children: Child[]
): HTMLElementTagNameMap[K] {
	const made = document.createElement(name);
	for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
	made.append(...children);
	return made;
}

export function button(label: string, className: string, onClick: () => void): HTMLButtonElement {
	const made = element("button", { type: "button", class: className }, label);
	made.addEventListener("click", onClick);
	return made;
}
