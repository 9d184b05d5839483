/** How does a hidden tab say that somebody answered? Its title changes to and fro until the tab is looked at. */

const BEAT_MS = 1200;

export interface TitleFlash {
	start(text: string): void;
	/** Other words for what is being said; nothing where nothing is. */
	update(text: string): void;
	stop(): void;
}

/** Leaves the title alone when the page changed it meanwhile. */
export function createTitleFlash(page: { title: string }): TitleFlash {
	let timer: ReturnType<typeof setInterval> | undefined;
	let shown = "";
	let original = "";

	const beat = () => {
		if (page.title === shown) {
			page.title = original;
			return;
		}
		original = page.title;
		page.title = shown;
	};
	const start = (text: string) => {
		if (page.title === shown && shown !== "") page.title = original;
		shown = text;
		beat();
		timer ??= setInterval(beat, BEAT_MS);
	};
	return {
		start,
		update(text) {
			if (timer !== undefined && text !== shown) start(text);
		},
		stop() {
			clearInterval(timer);
			timer = undefined;
			if (page.title === shown && shown !== "") page.title = original;
			shown = "";
		},
	};
}
