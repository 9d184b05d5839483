/** Where the panel is the whole screen, Tab stays in it: what lies below cannot be seen. */

export function keepFocus(event: KeyboardEvent, panel: HTMLElement | null): void {
	if (event.key !== "Tab" || panel?.ariaModal !== "true") return;
	const places = panel.querySelectorAll<HTMLElement>("button:not(:disabled), a[href], textarea, [tabindex='0']");
	const [first, last] = [places[0], places[places.length - 1]];
	const leaves = event.shiftKey ? event.target === first : event.target === last;
	if (!leaves) return;
	event.preventDefault();
	(event.shiftKey ? last : first)?.focus();
}
