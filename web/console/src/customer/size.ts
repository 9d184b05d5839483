/** How is a number of bytes written? */

import type { Language } from "../locales/text";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
const STEP = 1000;

export function writeSize(bytes: number, language: Language): string {
	const power = bytes < STEP ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
	const format = { style: "unit", unit: UNITS[power], unitDisplay: "short", maximumFractionDigits: 1 } as const;
	return new Intl.NumberFormat(language, format).format(bytes / STEP ** power);
}
