/** How are the client's tests run? `node`: logic and faults. `browser`: tabs of a real Chromium. */

import { defineConfig } from "vitest/config";

const shared = { testTimeout: 60_000, hookTimeout: 60_000, fileParallelism: false };

export default defineConfig({
	test: {
		projects: [
			{ test: { ...shared, name: "node", include: ["test/*.test.ts"] } },
			{ test: { ...shared, name: "browser", include: ["test/browser/*.test.ts"] } },
		],
	},
});
