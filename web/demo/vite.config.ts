/** How are the demo shop's two pages built? Below `/demo/`, with nothing inline, as a strict CSP wants it. */

import { defineConfig, type HtmlTagDescriptor, type Plugin } from "vite";

/** What both pages have in their heads. */
const HEAD: HtmlTagDescriptor[] = [
	{ tag: "meta", attrs: { charset: "utf-8" } },
	{ tag: "meta", attrs: { name: "viewport", content: "width=device-width, initial-scale=1, viewport-fit=cover" } },
	{ tag: "meta", attrs: { name: "color-scheme", content: "light dark" } },
	{ tag: "title", children: "山间茶铺" },
	{ tag: "link", attrs: { rel: "icon", href: "/pictures/leaf.svg", type: "image/svg+xml" } },
	{ tag: "link", attrs: { rel: "stylesheet", href: "/src/style.css" } },
];

/** Before Vite reads the page, so that it finds the style sheet in it. */
const head: Plugin = { name: "head", transformIndexHtml: { order: "pre", handler: () => HEAD } };

export default defineConfig({
	base: "/demo/",
	plugins: [head],
	build: {
		target: "es2022",
		modulePreload: { polyfill: false },
		assetsInlineLimit: 0,
		rollupOptions: { input: ["index.html", "merchant.html"] },
	},
});
