/** How are days, prices and sizes written? */

import { describe, expect, it } from "vitest";
import { createFormats } from "./formats.js";

const [en, zh] = [createFormats("en"), createFormats("zh-CN")];
const now = new Date(2026, 10, 22, 12);
const day = (year: number, month: number, date: number) => new Date(year, month, date, 8).toISOString();

describe("day", () => {
	it("names today and yesterday", () => {
		expect([en.day(day(2026, 10, 22), now), en.day(day(2026, 10, 21), now)]).toEqual(["Today", "Yesterday"]);
		expect([zh.day(day(2026, 10, 22), now), zh.day(day(2026, 10, 21), now)]).toEqual(["今天", "昨天"]);
	});

	it("gives the date otherwise, with the year only if it is another one", () => {
		expect(zh.day(day(2026, 10, 3), now)).toBe("11月3日周二");
		expect(en.day(day(2025, 0, 5), now)).toContain("2025");
	});
});

describe("price", () => {
	const card = { type: "product", title: "Tea" } as const;
	it.each([
		[{ price: "268.00", currency: "CNY" }, "¥268.00"],
		[{ price: 12.5, currency: "USD" }, "$12.50"],
		[{ price: "from 20", currency: "EUR" }, "from 20 EUR"],
		[{ price: 1200 }, "1,200"],
		[{ price: "5", currency: "points" }, "5 points"],
		[{}, undefined],
		[{ price: "" }, undefined],
	])("%j", (given, expected) => {
		expect(en.price({ ...card, ...given })).toBe(expected);
	});
});

describe("bytes", () => {
	it("chooses the unit", () => {
		expect(en.bytes(14_873)).toBe("15 kB");
		expect(en.bytes(2_560_000)).toBe("2.6 MB");
	});
});
