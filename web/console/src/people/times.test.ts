/** Are moments written as people say them, in both languages? */
import { expect, it } from "vitest";
import { writeAgo, writeDay } from "./times";

const now = Date.parse("2026-11-23T12:00:00.000Z");

it.each([
	["2026-11-23T11:59:40.000Z", "now", "现在"],
	["2026-11-23T11:57:00.000Z", "3 minutes ago", "3分钟前"],
	["2026-11-22T11:00:00.000Z", "yesterday", "昨天"],
	["2026-08-01T12:00:00.000Z", "3 months ago", "3个月前"],
])("%s", (at, en, zh) => {
	expect([writeAgo(at, "en", now), writeAgo(at, "zh-CN", now)]).toEqual([en, zh]);
});

it("writes a day", () => {
	expect([writeDay("2026-11-23T12:00:00Z", "en"), writeDay("2026-11-23T12:00:00Z", "zh-CN")]).toEqual([
		"Nov 23, 2026",
		"2026年11月23日",
	]);
});
