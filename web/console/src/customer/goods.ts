/** Is this JSON object a product or an order, however the storefront spelled its fields? */
import { safeImage, safeLink } from "./links.js";

export interface Goods {
	title: string;
	/** Order or article number. */
	ref?: string;
	image?: string;
	href?: string;
	price?: number | string;
	currency?: string;
	quantity?: number;
	status?: string;
}

export interface FoundGoods {
	goods: Goods;
	/** The fields that did not go into `goods`. */
	rest: Record<string, unknown>;
}

const FIELDS = {
	title: ["title", "name", "product_name", "productName"],
	ref: ["ref", "sku", "order_id", "orderId", "order_no", "orderNo", "number", "id"],
	image: ["image_url", "imageUrl", "image", "thumbnail", "picture"],
	href: ["url", "link", "href", "product_url"],
	price: ["price", "total", "amount"],
	currency: ["currency"],
	quantity: ["quantity", "qty", "count"],
	status: ["status", "state"],
} as const;

type Field = keyof typeof FIELDS;
const ALL_FIELDS = Object.keys(FIELDS) as Field[];

export function findGoods(object: Record<string, unknown>): FoundGoods | null {
	const keys = findKeys(object);
	if (!canBeSold(keys)) return null;
	const read = (field: Field) => object[keys.get(field) ?? ""];
	const goods: Goods = { title: String(read("title") ?? read("ref")) };
	if (keys.has("title") && keys.has("ref")) goods.ref = String(read("ref"));
	if (keys.has("currency")) goods.currency = String(read("currency"));
	if (keys.has("status")) goods.status = String(read("status"));
	if (keys.has("price")) goods.price = read("price") as number | string;
	const quantity = Number(read("quantity"));
	if (keys.has("quantity") && Number.isFinite(quantity)) goods.quantity = quantity;
	goods.image = safeImage(read("image")) ?? undefined;
	goods.href = safeLink(read("href")) ?? undefined;
	return { goods, rest: leftOver(object, keys, goods) };
}

function leftOver(object: Record<string, unknown>, keys: Map<Field, string>, goods: Goods): Record<string, unknown> {
	const shown = new Set(ALL_FIELDS.filter((field) => goods[field] !== undefined).map((field) => keys.get(field)));
	if (!keys.has("title")) shown.add(keys.get("ref"));
	return Object.fromEntries(Object.entries(object).filter(([key]) => !shown.has(key)));
}

function findKeys(object: Record<string, unknown>): Map<Field, string> {
	const keys = new Map<Field, string>();
	for (const field of ALL_FIELDS) {
		const key = FIELDS[field].find((name) => isPlain(object[name]));
		if (key !== undefined) keys.set(field, key);
	}
	return keys;
}

/** What is sold has a name or a number, and a price, a picture or (an order) a state besides. */
function canBeSold(keys: Map<Field, string>): boolean {
	const numbered = keys.has("ref") && keys.get("ref") !== "id";
	if (!keys.has("title") && !numbered) return false;
	return keys.has("price") || keys.has("image") || (numbered && keys.has("status"));
}

function isPlain(value: unknown): boolean {
	return (typeof value === "string" && value !== "") || typeof value === "number";
}
