/** How do the browser's tests run? Against real servers, one page at a time, in Debian's Chromium. */

import { defineConfig } from "@playwright/test";

/** As root and without a graphics card; and nothing of the browser's own goes out to a network. */
const ARGUMENTS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

export default defineConfig({
	testDir: "tests",
	outputDir: "test-results",
	workers: 1,
	retries: 0,
	forbidOnly: Boolean(process.env.CI),
	timeout: 120_000,
	expect: { timeout: 20_000 },
	reporter: [["list"], ["json", { outputFile: process.env.KEFU_E2E_REPORT ?? "test-results/report.json" }]],
	use: {
		locale: "en-US",
		timezoneId: "Asia/Shanghai",
		viewport: { width: 1280, height: 800 },
		// Asked for and granted before: the console offers them once, and would wait for an answer.
		permissions: ["notifications"],
		actionTimeout: 20_000,
		screenshot: "only-on-failure",
		launchOptions: {
			executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
			args: ARGUMENTS,
		},
	},
});
