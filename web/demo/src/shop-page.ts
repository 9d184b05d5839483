/** How does the shop look? */

import { button, element } from "./elements.js";
import { CURRENCY, type Product } from "./products.js";
import type { Texts } from "./texts/shape.js";

interface Deeds {
	/** Null: there is no demo on this server. */
	buyer: string | null;
	ask(product: Product): void;
	chat(to: "seller" | "support"): void;
}

export function showShop(texts: Texts, products: readonly Product[], deeds: Deeds): void {
	document.body.append(ribbon(texts, deeds.buyer), header(texts, deeds), hero(texts), shelf(texts, products, deeds));
	document.body.append(promises(texts), element("footer", { class: "footer" }, texts.footer));
}

/** What to do in this demo, in a sentence. */
function ribbon(texts: Texts, buyer: string | null): HTMLElement {
	if (!buyer) return element("p", { class: "ribbon" }, texts.noSession);
	const inbox = { href: `/demo/merchant.html?lang=${texts.locale}`, target: "_blank", rel: "noopener" };
	return element(
		"p",
		{ class: "ribbon" },
		element("strong", {}, texts.youAreBuyer(buyer)),
		` ${texts.tryIt} `,
		element("a", inbox, texts.openInbox),
	);
}

function header(texts: Texts, deeds: Deeds): HTMLElement {
	const { label, lang } = texts.otherLanguage;
	return element(
		"header",
		{ class: "header" },
		element("img", { src: "/demo/pictures/leaf.svg", alt: "", width: "32", height: "32" }),
		element("span", { class: "name" }, texts.shop),
		element("a", { class: "quiet", href: `?lang=${lang}`, lang }, label),
		button(texts.askSupport, "quiet", () => deeds.chat("support")),
		button(texts.askSeller, "outlined", () => deeds.chat("seller")),
	);
}

function hero(texts: Texts): HTMLElement {
	return element(
		"section",
		{ class: "hero" },
		element("div", {}, element("h1", {}, texts.slogan), element("p", {}, texts.lead)),
		element("img", { src: "/demo/pictures/hills.svg", alt: "", width: "960", height: "420" }),
	);
}

function shelf(texts: Texts, products: readonly Product[], deeds: Deeds): HTMLElement {
	const price = new Intl.NumberFormat(texts.locale, {
		style: "currency",
		currency: CURRENCY,
		currencyDisplay: "narrowSymbol",
	});
	const card = (product: Product) => {
		const { name, origin, about } = texts.products[product.id];
		const picture = { src: `/demo/pictures/${product.id}.svg`, alt: name, width: "400", height: "300" };
		return element(
			"article",
			{ class: "product", id: product.id },
			element("img", picture),
			element("p", { class: "origin" }, `${origin} · ${product.weight}`),
			element("h2", {}, name),
			element("p", { class: "about" }, about),
			element(
				"div",
				{ class: "foot" },
				element("span", { class: "price" }, price.format(Number(product.price))),
				button(texts.askAbout, "filled", () => deeds.ask(product)),
			),
		);
	};
	return element("main", { class: "shelf" }, ...products.map(card));
}

function promises(texts: Texts): HTMLElement {
	const promise = ({ title, text }: Texts["promises"][number]) =>
		element("div", {}, element("h3", {}, title), element("p", {}, text));
	return element("section", { class: "promises" }, ...texts.promises.map(promise));
}
