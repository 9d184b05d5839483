/** `/demo/`: a small tea shop, with the widget in it as any shop would have it. */

import type { Settings } from "../../widget/src/config.js";
import type { Kefu } from "../../widget/src/loader/page-api.js";
import { element } from "./elements.js";
import { CURRENCY, PRODUCTS, type Product } from "./products.js";
import { mayTalkTo, readSession, renewToken, type Session } from "./session.js";
import { showShop } from "./shop-page.js";
import { chooseTexts } from "./texts/texts.js";

const ACCENT = "#2f6b4f";
const texts = chooseTexts(location.search, navigator.languages);
const merchant = document.documentElement.dataset.merchant ?? "support";

/** The widget's API; null until `widget.js` has run. */
function kefu(): Kefu | null {
	const found: unknown = Reflect.get(window, "Kefu");
	return found ? (found as Kefu) : null;
}

function cardOf(product: Product, server: string) {
	const { name, origin } = texts.products[product.id];
	return {
		type: "product" as const,
		title: name,
		url: `${server}/demo/#${product.id}`,
		image_url: `${server}/demo/pictures/${product.id}.svg`,
		price: product.price,
		currency: CURRENCY,
		fields: [
			{ label: texts.origin, value: origin },
			{ label: texts.weight, value: product.weight },
		],
		ref: `TEA-${product.id}`,
	};
}

/** One script tag, as a shop's page has it; it is absolute, since shops are on other origins than kefu. */
function embedWidget({ server, user, access_token }: Session): void {
	let first: string | null = access_token;
	const token = async () => {
		const known = first;
		first = null;
		return known ?? renewToken();
	};
	const settings: Settings = {
		userId: user.id,
		token,
		to: merchant,
		title: texts.shop,
		avatar: `${server}/demo/pictures/leaf.svg`,
		greeting: texts.greeting,
		locale: texts.locale,
		color: ACCENT,
	};
	Reflect.set(window, "KefuSettings", settings);
	document.head.append(element("script", { async: "", src: `${server}/widget.js` }));
}

async function start(): Promise<void> {
	document.documentElement.lang = texts.locale;
	document.title = texts.shop;
	const session = await readSession("buyer");
	if (session && !(await mayTalkTo(session.server))) {
		location.replace(`${session.server}/demo/${location.search}`);
		return;
	}
	const server = session?.server ?? location.origin;
	showShop(texts, PRODUCTS, {
		buyer: session?.user.username ?? null,
		ask: (product) => {
			kefu()?.showProduct(cardOf(product, server));
			kefu()?.open({ to: merchant });
		},
		chat: (to) => kefu()?.open({ to: to === "seller" ? merchant : "support" }),
	});
	if (session) embedWidget(session);
}

void start();
