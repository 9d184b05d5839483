/** Which addresses of strangers may stand in a link or a picture? */

/** An http(s) or mail address as it may stand in an anchor; null for everything else, `javascript:` above all. */
export function safeLink(value: unknown): string | null {
	if (typeof value !== "string" || !/^(https?:\/\/|mailto:)/i.test(value) || /\s/.test(value)) return null;
	return URL.canParse(value) ? new URL(value).href : null;
}

/** An http(s) address or a path below this server, for a picture. */
export function safeImage(value: unknown): string | null {
	if (typeof value === "string" && /^\/(?!\/)\S*$/.test(value)) return value;
	const href = safeLink(value);
	return href?.startsWith("http") ? href : null;
}

/** The address as people read it: without its scheme and the last slash. */
export function shortLink(href: string): string {
	return href.replace(/^(https?:\/\/|mailto:)/, "").replace(/\/$/, "");
}
