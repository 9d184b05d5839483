/** Is this a phone's screen? Then the panel is all of it, and keeps above the keyboard. */

const PHONE = "(max-width: 480px)";

export function isPhone(): boolean {
	return matchMedia(PHONE).matches;
}

/** While the panel is open: its place follows the visible part of the page, which the keyboard makes smaller. */
export function followViewport(panel: HTMLElement): () => void {
	const { visualViewport } = window;
	const page = document.documentElement;
	const before = page.style.overflow;
	const follow = () => {
		const phone = isPhone();
		panel.ariaModal = String(phone);
		// The page below must not scroll with the messages.
		page.style.overflow = phone ? "hidden" : before;
		panel.style.setProperty("--seen-height", visualViewport ? `${visualViewport.height}px` : "100dvh");
		panel.style.setProperty("--seen-top", `${visualViewport?.offsetTop ?? 0}px`);
	};
	follow();
	visualViewport?.addEventListener("resize", follow);
	visualViewport?.addEventListener("scroll", follow);
	return () => {
		page.style.overflow = before;
		visualViewport?.removeEventListener("resize", follow);
		visualViewport?.removeEventListener("scroll", follow);
	};
}
