/** What does the demo shop show? Prices as its cards have them; names and words are in the texts. */

export const PRODUCTS = [
	{ id: "longjing", price: "268.00", weight: "100 g" },
	{ id: "peony", price: "158.00", weight: "100 g" },
	{ id: "tieguanyin", price: "126.00", weight: "125 g" },
	{ id: "dianhong", price: "98.00", weight: "150 g" },
	{ id: "jasmine", price: "118.00", weight: "100 g" },
	{ id: "gaiwan", price: "189.00", weight: "210 g" },
] as const;

export type Product = (typeof PRODUCTS)[number];
export type ProductId = Product["id"];
export const CURRENCY = "CNY";
