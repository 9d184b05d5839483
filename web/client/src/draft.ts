/** How does what the application gives become what is sent? */

import type { Draft, Seq } from "./model.js";

/** As the server trims a text: by Unicode's white space. JavaScript's leaves out U+0085 and takes U+FEFF. */
const EDGES = /^(?:(?!\uFEFF)[\s\x85])+|(?:(?!\uFEFF)[\s\x85])+$/g;
const RASTER = /^image\/(jpeg|png|gif|webp)$/;

/** A text as it will stand in the log, so that the `ack` is enough to show it. */
export function trimmed(draft: Draft): Draft {
	if (draft.kind !== "text") return draft;
	return { ...draft, body: { text: draft.body.text.replace(EDGES, "") } };
}

/** What stands for a file until it is uploaded. */
export function draftOf(file: Blob, options: { name?: string; reply_to?: Seq | null }): Draft {
	const name = options.name ?? (file as Partial<File>).name ?? "file";
	const body = { upload_url: "", name, mime: file.type, size: file.size };
	return { kind: RASTER.test(file.type) ? "image" : "file", body, reply_to: options.reply_to ?? null };
}
