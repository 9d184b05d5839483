/** How is the chat itself built? As ES modules with hashed names, which the loader imports when somebody wants to chat. */

import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

/** JSX in its classic form: Preact's automatic runtime alone would be an eighth of the widget. */
const classicJsx: Plugin = {
	name: "kefu:classic-jsx",
	enforce: "pre",
	transform: (code, id) => (id.endsWith(".tsx") ? `import { h, Fragment } from "preact"; ${code}` : undefined),
};

export default defineConfig({
	base: "/widget/",
	plugins: [classicJsx],
	oxc: { jsx: { runtime: "classic", pragma: "h", pragmaFrag: "Fragment" } },
	resolve: { conditions: ["source", "module", "browser", "default"] },
	build: {
		target: "es2022",
		manifest: "manifest.json",
		modulePreload: false,
		minify: "terser",
		terserOptions: {
			module: true,
			ecma: 2020,
			compress: { passes: 3, keep_fargs: false, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
		},
		rollupOptions: {
			input: { chat: "src/app/start.tsx", en: "src/locales/en.ts", "zh-CN": "src/locales/zh-CN.ts" },
			preserveEntrySignatures: "allow-extension",
			output: {
				entryFileNames: "chunks/[name]-[hash].js",
				chunkFileNames: "chunks/[name]-[hash].js",
				assetFileNames: "chunks/[name]-[hash][extname]",
			},
		},
	},
	test: { environment: "happy-dom", include: ["src/**/*.test.ts", "src/**/*.test.tsx"] },
});
