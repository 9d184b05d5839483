/** Can everything be read, whatever colour a shop chooses? */

import { describe, expect, it } from "vitest";
import { contrast, readableOn, textOn } from "./color.js";

const ACCENTS = ["#2563eb", "#ffd400", "#2f6f4f", "#ff6600", "#000000", "#ffffff", "#808080", "#e91e63"];

describe("contrast", () => {
	it("is 21 between black and white, and 1 for the same", () => {
		expect(contrast("#000000", "#ffffff")).toBeCloseTo(21);
		expect(contrast("#123456", "#123456")).toBeCloseTo(1);
	});
});

describe.each(ACCENTS)("%s", (accent) => {
	it("has text on it that meets AA", () => {
		expect(contrast(accent, textOn(accent))).toBeGreaterThanOrEqual(4.5);
	});

	it.each(["#ffffff", "#17181b"])("has a shade that meets AA on %s", (background) => {
		expect(contrast(background, readableOn(background, accent))).toBeGreaterThanOrEqual(4.5);
	});
});
