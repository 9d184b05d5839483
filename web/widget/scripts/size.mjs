/** Is the widget still small? Fails when the loader, or all of it together, is above its limit. */

import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const KIB = 1024;
const LOADER = 5 * KIB;
const WHOLE = 35 * KIB;

const size = (file) => gzipSync(readFileSync(new URL(`../dist/${file}`, import.meta.url)), { level: 9 }).length;
const chunks = readdirSync(new URL("../dist/chunks", import.meta.url)).filter((name) => /\.(js|css)$/.test(name));
const files = ["widget.js", ...chunks.map((name) => `chunks/${name}`)].map((name) => ({ name, bytes: size(name) }));

const kib = (bytes) => `${(bytes / KIB).toFixed(2)} KiB`;
for (const file of files) console.log(`${kib(file.bytes).padStart(10)}  ${file.name}`);

const loader = files[0].bytes;
// Of the languages a page loads one: the larger counts.
const isTexts = ({ name }) => /chunks\/(en|zh-CN)-/.test(name);
const texts = Math.max(...files.filter(isTexts).map((file) => file.bytes));
const whole = files.filter((file) => !isTexts(file)).reduce((sum, file) => sum + file.bytes, texts);
console.log(`loader ${kib(loader)} of ${kib(LOADER)}, whole ${kib(whole)} of ${kib(WHOLE)} (gzip)`);
if (loader > LOADER || whole > WHOLE) process.exitCode = 1;
