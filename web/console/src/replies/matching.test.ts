/** Does the picker find the reply that was meant? */
import { describe, expect, it } from "vitest";
import { matchReplies } from "./matching.js";

const reply = (title: string, shortcut: string | null, content = "", category: string | null = null) => ({
	title,
	shortcut,
	content,
	category,
});
const refund = reply("How refunds work", "refund", "The money is back within three days.", "After sales");
const greeting = reply("Greeting", "hi", "Hello {{name}}, how can I help?");
const shipping = reply("发货时间", "fahuo", "下午四点前的订单当天发货。", "物流");
const hidden = reply("High season", null, "A refund takes longer now.");
const all = [hidden, greeting, shipping, refund];
const titles = (query: string) => matchReplies(all, query).map(({ title }) => title);

describe("matchReplies", () => {
	it("gives everything as it came where nothing was typed", () => {
		expect(matchReplies(all, "  ")).toEqual(all);
	});

	it("puts the exact shortcut before titles that begin alike", () => {
		expect(titles("hi")[0]).toBe("Greeting");
		expect(titles("hi")).toContain("High season");
	});

	it("puts shortcuts and titles before mentions in the content", () => {
		expect(titles("refund")).toEqual(["How refunds work", "High season"]);
	});

	it("finds letters with others between them", () => {
		expect(titles("rfnd")).toEqual(["How refunds work"]);
	});

	it("does not mind case or full width", () => {
		expect(titles("ＲＥＦＵＮＤ")[0]).toBe("How refunds work");
	});

	it("finds Chinese in title, category and content", () => {
		expect(titles("发货")).toEqual(["发货时间"]);
		expect(titles("物流")).toEqual(["发货时间"]);
		expect(titles("四点")).toEqual(["发货时间"]);
	});

	it("wants every word found", () => {
		expect(titles("money sales")).toEqual(["How refunds work"]);
		expect(titles("money parcels")).toEqual([]);
	});
});
