/** What does the server take? Known beforehand, so that nobody types what is refused. */

import type { Limits } from "@kefu/client";

/** The server's defaults, until it says otherwise. */
export const DEFAULTS: Limits = { recall_window_seconds: 120, max_text_bytes: 16_384, max_upload_bytes: 10_485_760 };

/** What the picker offers; the server looks at the content itself. */
export const ACCEPTED = [
	"image/png,image/jpeg,image/gif,image/webp",
	"audio/*,video/mp4,video/webm",
	".pdf,.txt,.csv,.docx,.xlsx,.pptx,.zip",
].join(",");

export function isTooLong(text: string, { max_text_bytes }: Limits): boolean {
	// A character is at most three bytes of UTF-8 for each unit of UTF-16, so short texts need no counting.
	return text.length * 3 > max_text_bytes && new TextEncoder().encode(text.trim()).length > max_text_bytes;
}
