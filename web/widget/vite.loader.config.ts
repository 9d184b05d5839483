/** How is `widget.js` built? As one classic script that knows the hashed name of the chat, so after the chat. */

import { readFileSync } from "node:fs";
import { defineConfig } from "vite";

const manifest: Record<string, { file: string }> = JSON.parse(readFileSync("dist/manifest.json", "utf8"));
const chat = manifest["src/app/start.tsx"];
if (!chat) throw new Error("dist/manifest.json names no chat: build it first");

export default defineConfig({
	define: { __CHAT__: JSON.stringify(`widget/${chat.file}`) },
	build: {
		target: "es2020",
		emptyOutDir: false,
		copyPublicDir: false,
		rollupOptions: {
			input: "src/loader/widget.ts",
			output: { format: "iife", entryFileNames: "widget.js" },
		},
	},
});
