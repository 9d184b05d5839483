/** How are times, prices and sizes written in the reader's language? */

import type { CardBody } from "@kefu/client";

export interface Formats {
	time(timestamp: string): string;
	/** Today, yesterday, or the date. */
	day(timestamp: string, now?: Date): string;
	/** With weekday and seconds left out: for a tooltip. */
	moment(timestamp: string): string;
	price(card: CardBody): string | undefined;
	bytes(size: number): string;
}

const DAY_MS = 86_400_000;

export function createFormats(locale: string): Formats {
	const time = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
	const moment = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
	const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
	return {
		time: (timestamp) => time.format(new Date(timestamp)),
		moment: (timestamp) => moment.format(new Date(timestamp)),
		day(timestamp, now = new Date()) {
			const date = new Date(timestamp);
			const ago = Math.round((midnight(now) - midnight(date)) / DAY_MS);
			if (ago >= 0 && ago <= 1) return capitalize(relative.format(-ago, "day"), locale);
			const year = date.getFullYear() === now.getFullYear() ? undefined : "numeric";
			return new Intl.DateTimeFormat(locale, { year, month: "long", day: "numeric", weekday: "short" }).format(date);
		},
		price: (card) => formatPrice(card, locale),
		bytes: (size) => formatBytes(size, locale),
	};
}

function midnight(date: Date): number {
	return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
}

function capitalize(text: string, locale: string): string {
	return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** A price that is no number ("from 20") is shown as it is. */
function formatPrice({ price, currency }: CardBody, locale: string): string | undefined {
	if (price === undefined || price === "") return undefined;
	const amount = Number(price);
	if (Number.isNaN(amount)) return `${price} ${currency ?? ""}`.trim();
	if (!currency) return amount.toLocaleString(locale, { minimumFractionDigits: Number.isInteger(amount) ? 0 : 2 });
	try {
		const style = { style: "currency", currency, currencyDisplay: "narrowSymbol" } as const;
		return new Intl.NumberFormat(locale, style).format(amount);
	} catch {
		return `${price} ${currency}`;
	}
}

function formatBytes(size: number, locale: string): string {
	const [unit, divisor] = size < 1e6 ? (["kilobyte", 1e3] as const) : (["megabyte", 1e6] as const);
	const style = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: size < 1e6 ? 0 : 1 } as const;
	return new Intl.NumberFormat(locale, style).format(Math.max(size / divisor, 0.1));
}
