/** How are times, sizes and prices written in each language? By `Intl`, with formatters that are made once. */

import { useMemo } from "react";
import { type Language, translate, useLanguage } from "./text";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const AGES = [
	["year", 365 * DAY],
	["month", 30 * DAY],
	["day", DAY],
	["hour", HOUR],
	["minute", MINUTE],
] as const;

type Time = string | number;

const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function dates(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `date ${language} ${JSON.stringify(options)}`;
	const formatter = (made.get(key) as Intl.DateTimeFormat) ?? new Intl.DateTimeFormat(language, options);
	made.set(key, formatter);
	return formatter;
}

function numbers(language: Language, options: Intl.NumberFormatOptions): Intl.NumberFormat {
	const key = `number ${language} ${JSON.stringify(options)}`;
	const formatter = (made.get(key) as Intl.NumberFormat) ?? new Intl.NumberFormat(language, options);
	made.set(key, formatter);
	return formatter;
}

/** Whole calendar days from `time` to `now`, where the reader lives. */
function daysBetween(time: Time, now: number): number {
	const midnight = (at: Time) => new Date(at).setHours(0, 0, 0, 0);
	return Math.round((midnight(now) - midnight(time)) / DAY);
}

export class Format {
	constructor(readonly language: Language) {}

	/** `14:05`. */
	clock(time: Time): string {
		return dates(this.language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date(time));
	}

	/** Above the messages of a day: `Today`, `Yesterday`, `Monday, November 3`. */
	day(time: Time, now: number): string {
		const days = daysBetween(time, now);
		if (days === 0) return translate("today", {}, this.language);
		if (days === 1) return translate("yesterday", {}, this.language);
		const year = new Date(time).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
		return dates(this.language, { weekday: "long", month: "long", day: "numeric", year }).format(new Date(time));
	}

	/** In lists: the clock today, the weekday this week, else the date. */
	shortTime(time: Time, now: number): string {
		const days = daysBetween(time, now);
		if (days <= 0) return this.clock(time);
		if (days < 7) return dates(this.language, { weekday: "short" }).format(new Date(time));
		const year = new Date(time).getFullYear() === new Date(now).getFullYear() ? undefined : "2-digit";
		return dates(this.language, { month: "numeric", day: "numeric", year }).format(new Date(time));
	}

	/** `November 3, 2026 at 14:05`. */
	dateTime(time: Time): string {
		return dates(this.language, { dateStyle: "long", timeStyle: "short", hourCycle: "h23" }).format(new Date(time));
	}

	/** `Nov 3, 2026`. */
	date(time: Time): string {
		return dates(this.language, { dateStyle: "medium" }).format(new Date(time));
	}

	/** To the second, for a log. */
	exactly(time: Time): string {
		return dates(this.language, { dateStyle: "short", timeStyle: "medium" }).format(new Date(time));
	}

	/** `3 hours ago`; what is less than a minute away is `now`. */
	ago(time: Time, now = Date.now()): string {
		const past = new Date(time).getTime() - now;
		const [unit, length] = AGES.find(([, length]) => Math.abs(past) >= length) ?? (["second", Infinity] as const);
		return new Intl.RelativeTimeFormat(this.language, { numeric: "auto" }).format(Math.trunc(past / length) || 0, unit);
	}

	/** How long: `<1 min`, `12 min`, `3 hr`, `2 days`. */
	span(milliseconds: number): string {
		if (milliseconds < MINUTE) return translate("underOneMinute", {}, this.language);
		if (milliseconds < HOUR) return this.#unit(milliseconds / MINUTE, "minute");
		if (milliseconds < DAY) return this.#unit(milliseconds / HOUR, "hour");
		return this.#unit(milliseconds / DAY, "day");
	}

	/** `340 kB`. */
	bytes(size: number): string {
		const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
		const step = Math.min(units.length - 1, size < 1000 ? 0 : Math.floor(Math.log10(size) / 3));
		const maximumFractionDigits = step > 1 ? 1 : 0;
		const options = { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits } as const;
		return numbers(this.language, options).format(size / 1000 ** step);
	}

	/** A price as the storefront wrote it, with its currency where that is one. */
	money(price: string | number, currency?: string): string {
		const amount = Number(price);
		if (!currency || !Number.isFinite(amount)) return [currency, price].filter(Boolean).join(" ");
		try {
			return numbers(this.language, { style: "currency", currency }).format(amount);
		} catch {
			return `${currency} ${price}`;
		}
	}

	#unit(value: number, unit: "minute" | "hour" | "day"): string {
		return numbers(this.language, { style: "unit", unit, unitDisplay: "short" }).format(Math.floor(value));
	}
}

export function useFormat(): Format {
	const language = useLanguage();
	return useMemo(() => new Format(language), [language]);
}
