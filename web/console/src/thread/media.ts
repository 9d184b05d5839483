/** From where does the page take a picture? */

import { safeHref } from "./links";

/** A file of this server, by its path: the server may be reached by other names than the one it calls itself. */
export function mediaUrl(url: string): string {
	const path = URL.canParse(url) ? new URL(url).pathname : url;
	return path.startsWith("/api/media/") ? path : (safeHref(url) ?? "");
}
