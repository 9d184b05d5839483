/** What does the server take? As the protocol says, so that nobody types what is refused. */

const TEXT_BYTES = 16_384;

/** What the picker offers; the server looks at the content itself. */
export const ACCEPTED = [
	"image/png,image/jpeg,image/gif,image/webp",
	"audio/*,video/mp4,video/webm",
	".pdf,.txt,.csv,.docx,.xlsx,.pptx,.zip",
].join(",");

export function isTooLong(text: string): boolean {
	// A character is at most three bytes of UTF-8 for each unit of UTF-16, so short texts need no counting.
	return text.length * 3 > TEXT_BYTES && new TextEncoder().encode(text.trim()).length > TEXT_BYTES;
}
