/** How is a number written into the page's title, whatever the page calls itself? */

const MOST = 99;
const BADGE = /^\(\d+\+?\) /;

export function badgeTitle(title: string, count: number): string {
	const plain = title.replace(BADGE, "");
	return count === 0 ? plain : `(${count > MOST ? `${MOST}+` : count}) ${plain}`;
}

/** Keeps the number there when a page changes the title; the returned function takes it away. */
export function keepBadge(count: number): () => void {
	const write = () => {
		const wanted = badgeTitle(document.title, count);
		if (wanted !== document.title) document.title = wanted;
	};
	write();
	const observer = new MutationObserver(write);
	observer.observe(document.head, { subtree: true, childList: true, characterData: true });
	return () => {
		observer.disconnect();
		document.title = badgeTitle(document.title, 0);
	};
}
