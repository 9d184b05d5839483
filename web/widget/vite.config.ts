/** How is the chat itself built? As ES modules with hashed names, which the loader imports when somebody wants to chat. */

import { defineConfig } from "vitest/config";

export default defineConfig({
	base: "/widget/",
	resolve: { conditions: ["source", "module", "browser", "default"] },
	build: {
		target: "es2022",
		manifest: "manifest.json",
		modulePreload: false,
		cssMinify: true,
		rollupOptions: {
			input: { chat: "src/app/start.tsx" },
			preserveEntrySignatures: "exports-only",
			output: {
				entryFileNames: "chunks/[name]-[hash].js",
				chunkFileNames: "chunks/[name]-[hash].js",
				assetFileNames: "chunks/[name]-[hash][extname]",
			},
		},
	},
	test: { environment: "happy-dom", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
