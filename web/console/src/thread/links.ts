/** Where are the links in a text? */

export interface Segment {
	text: string;
	/** Only ever http or https. */
	href?: string;
}

/** Ends before spaces and Chinese punctuation, which is not part of an address. */
const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"'，。！？；：、（）【】《》「」“”]+/gi;
const TRAILING = /[.,!?;:]+$/;

export function segmentsOf(text: string): Segment[] {
	const segments: Segment[] = [];
	let end = 0;
	for (const match of text.matchAll(LINK)) {
		const found = withoutTail(match[0]);
		const href = safeHref(found);
		if (!href) continue;
		if (match.index > end) segments.push({ text: text.slice(end, match.index) });
		segments.push({ text: found, href });
		end = match.index + found.length;
	}
	if (end < text.length) segments.push({ text: text.slice(end) });
	return segments;
}

/** A full stop, or a bracket that was opened before the link, belongs to the sentence. */
function withoutTail(link: string): string {
	const short = link.replace(TRAILING, "");
	if (!short.endsWith(")")) return short;
	const opened = short.split("(").length;
	const closed = short.split(")").length;
	return closed > opened ? withoutTail(short.slice(0, -1)) : short;
}

/** Null for anything that is no web address: nothing else is ever made a link. */
export function safeHref(link: string): string | null {
	const address = /^www\./i.test(link) ? `https://${link}` : link;
	if (!URL.canParse(address)) return null;
	const url = new URL(address);
	return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
}
