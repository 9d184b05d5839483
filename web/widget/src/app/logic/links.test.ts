/** Which parts of a text become links, and which never do? */

import { describe, expect, it } from "vitest";
import { safeUrl, splitLinks } from "./links.js";

/** The text with its links in brackets. */
function marked(text: string): string {
	return splitLinks(text)
		.map((piece) => (piece.href ? `[${piece.text}]` : piece.text))
		.join("");
}

describe("splitLinks", () => {
	it.each([
		["no link here", "no link here"],
		["see https://shop.example/tea?id=1&x=2#top now", "see [https://shop.example/tea?id=1&x=2#top] now"],
		["Have you seen https://shop.example/tea?", "Have you seen [https://shop.example/tea]?"],
		["(https://shop.example/a_(b))", "([https://shop.example/a_(b)])"],
		["https://a.example, http://b.example.", "[https://a.example], [http://b.example]."],
		["www.shop.example/tea!", "[www.shop.example/tea]!"],
		["看这个https://shop.example/茶叶，谢谢", "看这个[https://shop.example/]茶叶，谢谢"],
		["链接：https://shop.example/a。好的", "链接：[https://shop.example/a]。好的"],
		["line\nhttps://a.example\nline", "line\n[https://a.example]\nline"],
		["https://", "https://"],
		["HTTPS://SHOP.EXAMPLE", "[HTTPS://SHOP.EXAMPLE]"],
	])("%j", (text, expected) => {
		expect(marked(text)).toBe(expected);
	});

	it("sends www addresses over https", () => {
		expect(splitLinks("www.shop.example")).toEqual([{ text: "www.shop.example", href: "https://www.shop.example/" }]);
	});

	it.each([
		"javascript:alert(1)",
		"data:text/html,x",
		"ftp://a.example",
		"<img src=x onerror=alert(1)>",
		"a@b.example",
	])("leaves %j text", (text) => {
		expect(splitLinks(text)).toEqual([{ text }]);
	});

	it("loses nothing of a long text with many brackets in bearable time", () => {
		const text = `https://a.example/${"(".repeat(5000)}${")".repeat(5000)}`;
		expect(
			splitLinks(text)
				.map((piece) => piece.text)
				.join(""),
		).toBe(text);
	});
});

describe("safeUrl", () => {
	it.each([
		"javascript:alert(1)",
		" javascript:alert(1)",
		"data:text/html,x",
		"vbscript:x",
		"blob:https://a/1",
		"not a url",
	])("refuses %j", (address) => {
		expect(safeUrl(address)).toBeUndefined();
	});

	it("makes paths of the server absolute", () => {
		expect(safeUrl("/api/media/a.png", "https://chat.example")).toBe("https://chat.example/api/media/a.png");
	});
});
