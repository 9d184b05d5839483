/** Is a quick reply being asked for with `/`? */

/** What was typed after the slash, or null where the text is no `/shortcut`. Only at the very start, as URLs and dates have slashes too. */
export function readSlash(text: string): string | null {
	const found = /^\/([^\s/]*)$/.exec(text);
	return found === null ? null : (found[1] ?? "");
}
