/** How is a moment written? By Intl, in the language of the console. */

import type { Timestamp } from "@kefu/client";
import type { Language } from "../locales/text";

const STEPS = [
	{ unit: "year", ms: 365 * 86_400_000 },
	{ unit: "month", ms: 30 * 86_400_000 },
	{ unit: "day", ms: 86_400_000 },
	{ unit: "hour", ms: 3_600_000 },
	{ unit: "minute", ms: 60_000 },
] as const;

/** "3 hours ago"; what is less than a minute away is "now". */
export function writeAgo(at: Timestamp, language: Language, now = Date.now()): string {
	const past = Date.parse(at) - now;
	const format = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
	const step = STEPS.find(({ ms }) => Math.abs(past) >= ms);
	return step === undefined ? format.format(0, "second") : format.format(Math.trunc(past / step.ms), step.unit);
}

export function writeDay(at: Timestamp, language: Language): string {
	return new Intl.DateTimeFormat(language, { dateStyle: "medium" }).format(Date.parse(at));
}

/** To the second, for a log. */
export function writeExactly(at: Timestamp, language: Language): string {
	return new Intl.DateTimeFormat(language, { dateStyle: "short", timeStyle: "medium" }).format(Date.parse(at));
}
