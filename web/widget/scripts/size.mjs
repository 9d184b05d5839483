/** Is the widget still small? Fails when the loader, or all that a page loads for a chat, is above its limit. */

import { readdirSync, readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const KIB = 1024;
/** The loader, which every page of a shop loads; then everything, with the client and one language, in both encodings. */
const LIMITS = { loader: 5 * KIB, gzip: 40 * KIB, brotli: 35.5 * KIB };

const dist = new URL("../dist/", import.meta.url);
const chunks = readdirSync(new URL("chunks", dist)).filter((name) => name.endsWith(".js"));
const files = ["widget.js", ...chunks.map((name) => `chunks/${name}`)].map((name) => {
	const bytes = readFileSync(new URL(name, dist));
	return { name, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
});

// Of the languages a page loads one: the larger counts.
const isTexts = ({ name }) => /^chunks\/(en|zh-CN)-/.test(name);
const whole = (encoding) => {
	const texts = Math.max(...files.filter(isTexts).map((file) => file[encoding]));
	return files.filter((file) => !isTexts(file)).reduce((sum, file) => sum + file[encoding], texts);
};

const kib = (bytes) => `${(bytes / KIB).toFixed(2)} KiB`;
for (const { name, gzip, brotli } of files)
	console.log(`${kib(gzip).padStart(10)} gzip ${kib(brotli).padStart(10)} brotli  ${name}`);

const sizes = { loader: files[0].gzip, gzip: whole("gzip"), brotli: whole("brotli") };
for (const [what, limit] of Object.entries(LIMITS)) {
	const isOver = sizes[what] > limit;
	console.log(`${what}: ${kib(sizes[what])} of ${kib(limit)}${isOver ? ": TOO BIG" : ""}`);
	if (isOver) process.exitCode = 1;
}
