/** Are times, sizes and prices written as people read them? */

import { describe, expect, it } from "vitest";
import { Format } from "./format";

const en = new Format("en");
const zh = new Format("zh-CN");
const now = new Date(2026, 10, 20, 15, 30).getTime();
const at = (day: number, hour = 9) => new Date(2026, 10, day, hour, 5).getTime();

describe("Format", () => {
	it("names near days and dates far ones", () => {
		expect(en.day(at(20), now)).toBe("Today");
		expect(zh.day(at(19, 23), now)).toBe("昨天");
		expect(en.day(at(3), now)).toBe("Tuesday, November 3");
		expect(en.day(new Date(2025, 0, 2).getTime(), now)).toContain("2025");
	});

	it("shortens by age", () => {
		expect(en.shortTime(at(20), now)).toBe("09:05");
		expect(en.shortTime(at(18), now)).toBe("Wed");
		expect(en.shortTime(at(3), now)).toBe("11/3");
	});

	it.each([
		["2026-11-23T11:59:40.000Z", "now", "现在"],
		["2026-11-23T11:57:00.000Z", "3 minutes ago", "3分钟前"],
		["2026-11-22T11:00:00.000Z", "yesterday", "昨天"],
		["2026-08-01T12:00:00.000Z", "3 months ago", "3个月前"],
	])("says how long ago %s was", (at, inEnglish, inChinese) => {
		const noon = Date.parse("2026-11-23T12:00:00.000Z");
		expect([en.ago(at, noon), zh.ago(at, noon)]).toEqual([inEnglish, inChinese]);
	});

	it("writes a date", () => {
		expect([en.date(at(23)), zh.date(at(23))]).toEqual(["Nov 23, 2026", "2026年11月23日"]);
	});

	it("tells how long something took, rounded down", () => {
		expect(en.span(20_000)).toBe("<1 min");
		expect(en.span(119 * 60_000)).toBe("1 hr");
		expect(zh.span(12 * 60_000)).toBe("12分钟");
	});

	it("writes sizes", () => {
		expect(en.bytes(12)).toBe("12 byte");
		expect(en.bytes(340_000)).toBe("340 kB");
		expect(en.bytes(1_540_000)).toBe("1.5 MB");
	});

	it("writes prices, and strange ones as they came", () => {
		expect(en.money("12.5", "USD")).toBe("$12.50");
		expect(en.money("about 12", "USD")).toBe("USD about 12");
		expect(en.money(12, "bottle caps")).toBe("bottle caps 12");
		expect(en.money("12.50")).toBe("12.50");
	});
});
