/** Loads the texts of one language; the other one stays on the server. */

import type { Locale } from "./names.js";
import type { Texts } from "./texts.js";

export async function loadTexts(locale: Locale): Promise<Texts> {
	const module = locale === "zh-CN" ? await import("./zh-CN.js") : await import("./en.js");
	return module.texts;
}
