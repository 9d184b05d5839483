/** What do attributes and settings of a shop come to? */

import { describe, expect, it } from "vitest";
import { parseCard, parseConfig, type Settings } from "./config.js";

const page = { script: "https://chat.shop.example/widget.js", lang: "", languages: ["de-DE"] };
const parse = (data: DOMStringMap, settings: Settings = {}, given: Partial<typeof page> = {}) =>
	parseConfig(data, settings, { ...page, ...given });

describe("parseConfig", () => {
	it("has sensible values where nothing is set", () => {
		expect(parse({})).toMatchObject({
			server: "https://chat.shop.example",
			identity: null,
			to: "support",
			locale: "en",
			theme: "auto",
			position: "right",
			visitors: false,
			launcher: true,
		});
	});

	it("takes the settings before the attributes", () => {
		expect(parse({ to: "m1", position: "left" }, { to: "m2" })).toMatchObject({ to: "m2", position: "left" });
	});

	it("needs both halves of an identity", () => {
		const token = async () => "t";
		expect(parse({ userId: "b1" }).identity).toBeNull();
		expect(parse({ userId: "b1", token: "t" }).identity).toEqual({ userId: "b1", token: "t" });
		expect(parse({ userId: "b1" }, { token }).identity).toEqual({ userId: "b1", token });
	});

	it.each([
		[{ locale: "zh-TW" }, {}, "zh-CN"],
		[{}, { lang: "zh-Hans" }, "zh-CN"],
		[{}, { lang: "fr", languages: ["fr", "zh"] }, "zh-CN"],
		[{ locale: "en-GB" }, { lang: "zh" }, "en"],
		[{ locale: "xx" }, { lang: "zh" }, "zh-CN"],
	])("chooses a language: %j %j", (data, given, expected) => {
		expect(parse(data, {}, given).locale).toBe(expected);
	});

	it("falls back where a value makes no sense", () => {
		const config = parse({ theme: "pink", color: "red;} body{display:none", position: "up", server: "::" });
		expect(config).toMatchObject({
			theme: "auto",
			color: "#2563eb",
			position: "right",
			server: "https://chat.shop.example",
		});
	});

	it("takes only the origin of a server's address", () => {
		expect(parse({ server: "https://other.example/path/" }).server).toBe("https://other.example");
	});
});

describe("parseCard", () => {
	it("reads a product", () => {
		expect(parseCard('{"title":"Longjing","price":"268.00"}')).toEqual({
			type: "product",
			title: "Longjing",
			price: "268.00",
		});
	});

	it("makes addresses absolute, for agents read them elsewhere", () => {
		const base = document.createElement("base");
		base.href = "https://shop.example/tea/";
		document.head.append(base);
		expect(parseCard('{"title":"Tea","url":"longjing","image_url":"/a.png"}')).toMatchObject({
			url: "https://shop.example/tea/longjing",
			image_url: "https://shop.example/a.png",
		});
		base.remove();
	});

	it.each(["", "{", "null", "[]", '"x"', '{"price":1}', '{"title":""}'])("ignores %j", (json) => {
		expect(parseCard(json)).toBeNull();
	});
});
