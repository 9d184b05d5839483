/** Where are the links in what somebody wrote? Only http and https; everything else stays text. */

export interface Piece {
	text: string;
	/** Set: show it as a link to this. */
	href?: string;
}

/** Stops at blanks, quotes, and at CJK text and punctuation, which in Chinese follows an address without a blank. */
const ADDRESS = /(?:https?:\/\/|www\.)[^\s<>"'`\u3000-\u30ff\u3400-\u9fff\uff00-\uffef“”‘’…—]+/gi;

export function splitLinks(text: string): Piece[] {
	const pieces: Piece[] = [];
	let done = 0;
	for (const match of text.matchAll(ADDRESS)) {
		const found = trimEnd(match[0]);
		const href = checkAddress(found);
		if (!href) continue;
		if (match.index > done) pieces.push({ text: text.slice(done, match.index) });
		pieces.push({ text: found, href });
		done = match.index + found.length;
	}
	if (done < text.length) pieces.push({ text: text.slice(done) });
	return pieces;
}

/** The sentence's own punctuation is not part of the address; a closing bracket is if the address opened it. */
function trimEnd(found: string): string {
	let end = found.length;
	while (end > 0) {
		const last = found[end - 1] ?? "";
		const rest = found.slice(0, end - 1);
		const closes = (last === ")" && count(rest, "(") <= count(rest, ")")) || (last === "]" && !rest.includes("["));
		if (!closes && !".,;:!?*_~".includes(last)) break;
		end--;
	}
	return found.slice(0, end);
}

function count(text: string, letter: string): number {
	return text.split(letter).length - 1;
}

function checkAddress(found: string): string | undefined {
	return safeUrl(/^www\./i.test(found) ? `https://${found}` : found);
}

/** The address if a browser may be sent there: `javascript:`, `data:` and the like are not. */
export function safeUrl(address: string | undefined, base?: string): string | undefined {
	if (!address) return undefined;
	try {
		const url = new URL(address, base);
		const isPlain = (url.protocol === "https:" || url.protocol === "http:") && url.hostname !== "";
		return isPlain ? url.href : undefined;
	} catch {
		return undefined;
	}
}
