/** How does what a storefront says about a conversation read? Its JSON becomes a short list of labelled things. */
import { findGoods, type Goods } from "./goods.js";
import { safeLink, shortLink } from "./links.js";

export type ContextValue =
	| { kind: "text"; text: string }
	| { kind: "number"; value: number }
	| { kind: "flag"; value: boolean }
	| { kind: "time"; at: string }
	| { kind: "link"; href: string; text: string }
	| { kind: "empty" }
	| { kind: "list"; values: ContextValue[] }
	| { kind: "group"; entries: ContextEntry[] }
	/** `rest` is what the card itself does not show. */
	| { kind: "goods"; goods: Goods; rest: ContextEntry[] };

export interface ContextEntry {
	key: string;
	label: string;
	value: ContextValue;
}

/** Deeper JSON is shown as text: a panel is no debugger. */
const DEEPEST = 4;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

export function describeContext(context: Record<string, unknown> | null): ContextEntry[] {
	return context === null ? [] : describeFields(context, 0);
}

function describeFields(fields: Record<string, unknown>, depth: number): ContextEntry[] {
	return Object.entries(fields)
		.filter(([, value]) => value !== undefined && value !== null && value !== "")
		.map(([key, value]) => ({ key, label: labelOf(key), value: describeValue(value, depth) }));
}

function describeValue(value: unknown, depth: number): ContextValue {
	if (typeof value === "string") return describeText(value);
	if (typeof value === "number") return { kind: "number", value };
	if (typeof value === "boolean") return { kind: "flag", value };
	if (value === null || value === undefined) return { kind: "empty" };
	if (depth >= DEEPEST) return { kind: "text", text: JSON.stringify(value) };
	if (Array.isArray(value)) return describeList(value, depth);
	return describeObject(value as Record<string, unknown>, depth);
}

function describeText(text: string): ContextValue {
	const href = safeLink(text);
	if (href !== null) return { kind: "link", href, text: shortLink(href) };
	return TIME.test(text) ? { kind: "time", at: text } : { kind: "text", text };
}

function describeList(list: unknown[], depth: number): ContextValue {
	if (list.length === 0) return { kind: "empty" };
	return { kind: "list", values: list.map((value) => describeValue(value, depth + 1)) };
}

function describeObject(object: Record<string, unknown>, depth: number): ContextValue {
	const found = findGoods(object);
	if (found !== null) return { kind: "goods", goods: found.goods, rest: describeFields(found.rest, depth + 1) };
	const entries = describeFields(object, depth + 1);
	return entries.length === 0 ? { kind: "empty" } : { kind: "group", entries };
}

/** `order_id`, `orderId` and `order-id` read as "order id", with a capital where the script has one. */
export function labelOf(key: string): string {
	const words = key
		.replace(
			/([a-z0-9])([A-Z])(?![A-Z])/g,
			(_, before: string, capital: string) => `${before} ${capital.toLowerCase()}`,
		)
		.replace(/[_\-.]+/g, " ")
		.trim();
	return words.charAt(0).toUpperCase() + words.slice(1);
}
