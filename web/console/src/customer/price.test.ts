/** Are prices written with their currency, and odd ones left as they are? */
import { expect, it } from "vitest";
import { writePrice } from "./price";

it.each([
	["268.00", "CNY", "zh-CN", "¥268.00"],
	[98, "EUR", "en", "€98.00"],
	["ab 20", "EUR", "en", "ab 20 EUR"],
	[300, "积分", "zh-CN", "300 积分"],
	["12.5", undefined, "en", "12.5"],
	["", "EUR", "en", " EUR"],
] as const)("%s %s", (price, currency, language, written) => {
	expect(writePrice(price, currency, language)).toBe(written);
});
