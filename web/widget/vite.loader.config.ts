/** How is `widget.js` built? As one classic script that knows the hashed name of the chat, so after the chat. */

import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const manifest: Record<string, { file: string }> = JSON.parse(readFileSync("dist/manifest.json", "utf8"));
const addressOf = (source: string) => {
	const made = manifest[source];
	if (!made) throw new Error(`dist/manifest.json names no ${source}: build the chat first`);
	return `widget/${made.file}`;
};
const addresses = {
	chat: addressOf("src/app/start.tsx"),
	en: addressOf("src/locales/en.ts"),
	"zh-CN": addressOf("src/locales/zh-CN.ts"),
};

export default defineConfig({
	define: { __CHUNKS__: JSON.stringify(addresses) },
	build: {
		target: "es2022",
		emptyOutDir: false,
		minify: "terser",
		terserOptions: { ecma: 2020, compress: { passes: 3, keep_fargs: false, unsafe_arrows: true } },
		copyPublicDir: false,
		rollupOptions: {
			input: "src/loader/widget.ts",
			output: { format: "iife", entryFileNames: "widget.js" },
		},
	},
});
