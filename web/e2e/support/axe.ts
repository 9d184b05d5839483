/** What does axe-core find in a page that keeps people out? */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "@playwright/test";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Result {
	violations: { id: string; impact: string; nodes: { target: unknown[]; failureSummary: string }[] }[];
}

/** The serious and critical violations, a line each. Evaluated past the page's policy, which stays as it is. */
export async function serious(page: Page): Promise<string[]> {
	await page.evaluate(SOURCE);
	const { violations } = await page.evaluate(() => {
		const { axe } = window as unknown as { axe: { run: (options: unknown) => Promise<Result> } };
		return axe.run({ resultTypes: ["violations"] });
	});
	const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
	return grave.flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id} at ${JSON.stringify(target)}: ${failureSummary}`),
	);
}
