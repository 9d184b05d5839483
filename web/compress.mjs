/**
 * What of a part's `dist` goes out compressed? Run behind its build, in its folder: `node ../compress.mjs`.
 *
 * Writes a `.br` and a `.gz` beside each text that is worth it; the server picks by `Accept-Encoding`.
 */

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** Pictures, sounds and woff2 are compressed already. */
const TEXTS = new Set([".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest"]);
/** Below this it all fits one packet anyway. */
const SMALLEST = 1024;

const forms = {
	".br": (bytes) =>
		brotliCompressSync(bytes, {
			params: {
				[constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
				[constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
			},
		}),
	".gz": (bytes) => gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
};

const dist = process.argv[2] ?? "dist";
const files = readdirSync(dist, { recursive: true }).map((name) => join(dist, name));
for (const file of files.filter((file) => extname(file) in forms)) rmSync(file);
for (const file of files.filter((file) => TEXTS.has(extname(file)) && statSync(file).size >= SMALLEST)) {
	const bytes = readFileSync(file);
	for (const [extension, compress] of Object.entries(forms)) {
		const smaller = compress(bytes);
		if (smaller.length < bytes.length) writeFileSync(file + extension, smaller);
	}
}
