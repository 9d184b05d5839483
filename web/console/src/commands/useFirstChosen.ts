/** What does Enter take? What stands first, also where the server's answer came after the last key. */

import { type RefObject, useEffect, useRef } from "react";

/** Spotlight marks what is chosen on the element itself, and chooses anew only when a key is pressed. */
export function useFirstChosen(query: string, ...found: unknown[]): RefObject<HTMLDivElement | null> {
	const list = useRef<HTMLDivElement>(null);
	useEffect(() => {
		if (query === "") return;
		list.current?.querySelector("[data-selected]")?.removeAttribute("data-selected");
		list.current?.querySelector("[data-action]")?.setAttribute("data-selected", "true");
	}, [query, ...found]);
	return list;
}
