/** How is a price written? With its currency where it is one, as it came where it is not. */

import type { Language } from "../locales/text";

export function writePrice(price: number | string, currency: string | undefined, language: Language): string {
	const amount = typeof price === "number" ? price : Number(price.trim() === "" ? Number.NaN : price);
	const plain = currency === undefined ? String(price) : `${price} ${currency}`;
	if (!Number.isFinite(amount) || currency === undefined) return plain;
	try {
		return new Intl.NumberFormat(language, { style: "currency", currency }).format(amount);
	} catch {
		// Not a currency's code: "points", "积分".
		return plain;
	}
}
