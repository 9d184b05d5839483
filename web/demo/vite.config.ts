/** How are the demo shop's two pages built? Below `/demo/`, with nothing inline, as a strict CSP wants it. */

import { defineConfig } from "vite";

export default defineConfig({
	base: "/demo/",
	build: {
		target: "es2022",
		modulePreload: { polyfill: false },
		assetsInlineLimit: 0,
		rollupOptions: { input: ["index.html", "merchant.html"] },
	},
});
