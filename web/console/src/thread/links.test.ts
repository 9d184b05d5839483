/** Which parts of a text become links, and which never do? */

import { expect, it } from "vitest";
import { segmentsOf } from "./links";

const links = (text: string) => segmentsOf(text).flatMap((segment) => segment.href ?? []);

it("finds web addresses and leaves the sentence's marks out", () => {
	expect(links("See https://shop.example/a?b=1.")).toEqual(["https://shop.example/a?b=1"]);
	expect(links("(https://shop.example/a_(b))")).toEqual(["https://shop.example/a_(b)"]);
	expect(links("请看https://shop.example/茶，谢谢")).toEqual(["https://shop.example/%E8%8C%B6"]);
	expect(links("www.shop.example")).toEqual(["https://www.shop.example/"]);
});

it("makes nothing else a link", () => {
	expect(links("javascript:alert(1) data:text/html,x ftp://a.example <img src=x onerror=alert(1)>")).toEqual([]);
});

it("keeps every character", () => {
	const text = "a https://x.example/1, b\nwww.y.example c";
	expect(
		segmentsOf(text)
			.map((segment) => segment.text)
			.join(""),
	).toBe(text);
});
