/** Do both languages say the same things? */

import { describe, expect, it } from "vitest";
import enCore from "./en/core";
import enDesk from "./en/desk";
import { type Text, type TextKey, texts, translate } from "./text";
import zhCore from "./zh-CN/core";
import zhDesk from "./zh-CN/desk";

const placeholders = (text: Text): string[] =>
	[...new Set((typeof text === "string" ? text : text.other).match(/\{\w+\}/g) ?? [])].sort();

describe("the two languages", () => {
	it("have the same keys", () => {
		expect(Object.keys(zhCore).sort()).toEqual(Object.keys(enCore).sort());
		expect(Object.keys(zhDesk).sort()).toEqual(Object.keys(enDesk).sort());
	});

	it("share no key between the two files", () => {
		expect(Object.keys(enCore).filter((key) => key in enDesk)).toEqual([]);
	});

	it("have the same placeholders", () => {
		const keys = Object.keys(texts.en) as TextKey[];
		const differing = keys.filter(
			(key) => placeholders(texts.en[key]).join() !== placeholders(texts["zh-CN"][key]).join(),
		);
		expect(differing).toEqual([]);
	});
});

describe("translate", () => {
	it("chooses the plural by the count", () => {
		expect(translate("unreadCount", { count: 1 }, "en")).toBe("1 unread message");
		expect(translate("unreadCount", { count: 1200 }, "en")).toBe("1,200 unread messages");
		expect(translate("unreadCount", { count: 1 }, "zh-CN")).toBe("1 条未读消息");
	});
});
