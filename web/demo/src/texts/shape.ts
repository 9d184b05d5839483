/** Which texts are there? */

import type { ProductId } from "../products.js";

export interface ProductTexts {
	name: string;
	origin: string;
	about: string;
}

export interface Texts {
	locale: "en" | "zh-CN";
	shop: string;
	slogan: string;
	lead: string;
	/** Who one is here, and what to do. */
	youAreBuyer: (name: string) => string;
	tryIt: string;
	openInbox: string;
	askSeller: string;
	askSupport: string;
	askAbout: string;
	origin: string;
	weight: string;
	products: Record<ProductId, ProductTexts>;
	promises: { title: string; text: string }[];
	otherLanguage: { label: string; lang: "en" | "zh-CN" };
	greeting: string;
	footer: string;
	/** The merchant's page. */
	youAreMerchant: (name: string) => string;
	answerHere: string;
	openShop: string;
	noSession: string;
	noConsole: string;
}
