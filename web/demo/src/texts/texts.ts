/** What do the demo's pages say? Each language has all of it. */

import { texts as en } from "./en.js";
import type { Texts } from "./shape.js";
import { texts as zh } from "./zh-CN.js";

/** `?lang=` wins over the browser's wish. */
export function chooseTexts(search: string, languages: readonly string[]): Texts {
	const asked = new URLSearchParams(search).get("lang");
	const wishes = asked ? [asked, ...languages] : languages;
	const first = wishes.find((wish) => /^(zh|en)\b/i.test(wish));
	return first?.toLowerCase().startsWith("zh") ? zh : en;
}
