/** Which languages does the widget speak, and which one fits? */

export const LOCALES = ["en", "zh-CN"] as const;
export type Locale = (typeof LOCALES)[number];

/** The first wish that can be met. `zh`, `zh-Hans`, `zh-TW` and so on are all met by the one Chinese there is. */
export function localeFor(wishes: readonly string[]): Locale | undefined {
	for (const wish of wishes) {
		const language = wish.toLowerCase().split("-")[0];
		const found = LOCALES.find((locale) => locale.split("-")[0] === language);
		if (found) return found;
	}
	return undefined;
}
