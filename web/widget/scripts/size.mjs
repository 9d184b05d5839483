/**
 * Is the widget still small? Fails when the loader, or all that a page loads for a chat, is above its limit.
 *
 * "All" is what is loaded until somebody has read and written messages: `widget.js`, the chat with the client, and one language.
 * Left out, and told apart, is what only a rarer action loads (a message's menu, emoji, a picture in full, attaching a file):
 * the chunks that the build itself knows to be imported on demand.
 */

import { readFileSync } from "node:fs";
import { brotliCompressSync, gzipSync } from "node:zlib";

const KIB = 1024;
const LIMITS = { loader: 4 * KIB, gzip: 39 * KIB, brotli: 34.75 * KIB };

const dist = new URL("../dist/", import.meta.url);
const manifest = Object.entries(JSON.parse(readFileSync(new URL("manifest.json", dist), "utf8")));
const chunks = manifest.map(([source, { file, isDynamicEntry }]) => ({
	name: file,
	part: isDynamicEntry ? "later" : source.includes("/locales/") ? "texts" : "chat",
}));
const files = [{ name: "widget.js", part: "loader" }, ...chunks].map(({ name, part }) => {
	const bytes = readFileSync(new URL(name, dist));
	return { name, part, gzip: gzipSync(bytes, { level: 9 }).length, brotli: brotliCompressSync(bytes).length };
});

const sizesOf = (part, encoding) => files.filter((file) => file.part === part).map((file) => file[encoding]);
const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
// Of the languages a page loads one: the larger counts.
const whole = (encoding) =>
	sum(sizesOf("loader", encoding)) + sum(sizesOf("chat", encoding)) + Math.max(...sizesOf("texts", encoding));

const kib = (bytes) => `${(bytes / KIB).toFixed(2)} KiB`;
for (const { name, part, gzip, brotli } of files)
	console.log(`${kib(gzip).padStart(10)} gzip ${kib(brotli).padStart(10)} brotli  ${part.padEnd(6)} ${name}`);

const sizes = { loader: sum(sizesOf("loader", "gzip")), gzip: whole("gzip"), brotli: whole("brotli") };
for (const [what, limit] of Object.entries(LIMITS)) {
	const isOver = sizes[what] > limit;
	console.log(`${what}: ${kib(sizes[what])} of ${kib(limit)}${isOver ? ": TOO BIG" : ""}`);
	if (isOver) process.exitCode = 1;
}
console.log(
	`later: ${kib(sum(sizesOf("later", "gzip")))} gzip, ${kib(sum(sizesOf("later", "brotli")))} brotli, on demand`,
);
