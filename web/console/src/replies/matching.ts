/** Which quick replies fit what was typed, best first? */
import type { QuickReply } from "@kefu/client";

type Searched = Pick<QuickReply, "title" | "content" | "shortcut" | "category">;

/** Higher is better; 0 does not fit. The steps are far enough apart that a better kind of hit always wins. */
const EXACT_SHORTCUT = 1000;
const SHORTCUT_BEGINS = 800;
const TITLE_BEGINS = 600;
const TITLE_HAS = 500;
const SHORTCUT_HAS = 450;
const CATEGORY_HAS = 300;
const CONTENT_HAS = 200;
const SCATTERED = 100;

/** All replies that fit `query`, best first; all of them, in the order they came, where nothing was typed. */
export function matchReplies<R extends Searched>(replies: readonly R[], query: string): R[] {
	const wanted = fold(query);
	if (wanted === "") return [...replies];
	return replies
		.map((reply, place) => ({ reply, place, score: scoreReply(reply, wanted) }))
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score || a.place - b.place)
		.map(({ reply }) => reply);
}

/** How well one reply fits; every word of the query must be found somewhere. */
function scoreReply(reply: Searched, wanted: string): number {
	const whole = scoreWord(reply, wanted);
	if (whole > 0 || !wanted.includes(" ")) return whole;
	const words = wanted.split(" ").map((word) => scoreWord(reply, word));
	return Math.min(...words);
}

function scoreWord(reply: Searched, wanted: string): number {
	const shortcut = fold(reply.shortcut ?? "");
	const title = fold(reply.title);
	if (shortcut === wanted) return EXACT_SHORTCUT;
	if (shortcut.startsWith(wanted)) return SHORTCUT_BEGINS - shortcut.length;
	if (title.startsWith(wanted)) return TITLE_BEGINS;
	if (title.includes(wanted)) return TITLE_HAS;
	if (shortcut.includes(wanted)) return SHORTCUT_HAS;
	if (fold(reply.category ?? "").includes(wanted)) return CATEGORY_HAS;
	if (fold(reply.content).includes(wanted)) return CONTENT_HAS;
	return isScattered(wanted, `${shortcut} ${title}`) ? SCATTERED : 0;
}

/** Do the letters of `wanted` stand in `text` in this order, with others between? `rfd` finds `refund`. */
function isScattered(wanted: string, text: string): boolean {
	let from = 0;
	for (const letter of wanted) {
		const place = text.indexOf(letter, from);
		if (place < 0) return false;
		from = place + letter.length;
	}
	return wanted.length > 1;
}

/** Case, width (Ａ and A) and runs of white space do not count. */
function fold(text: string): string {
	return text.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");
}
