/** How is the console built, and which server does `vite` talk to while it is being worked on? */

import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where `vite` passes `/api` on to: a kefu that allows this page's origin. */
const server = process.env.KEFU_SERVER ?? "http://127.0.0.1:8700";

export default defineConfig({
	base: "/console/",
	plugins: [react()],
	resolve: { conditions: ["source", "module", "browser", "development|production"] },
	// No data: URLs and no inline polyfill: the page's policy allows neither.
	build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
	server: { proxy: { "/api": { target: server, ws: true } } },
	test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
});
