/** `/demo/merchant.html`: the seller's inbox, signed in, with a sentence on what to do. */

import { element } from "./elements.js";
import { readSession } from "./session.js";
import { chooseTexts } from "./texts/texts.js";

const texts = chooseTexts(location.search, navigator.languages);

function ribbon(name: string): HTMLElement {
	const shop = { href: `/demo/?lang=${texts.locale}`, target: "_blank", rel: "noopener" };
	return element(
		"p",
		{ class: "ribbon" },
		element("strong", {}, texts.youAreMerchant(name)),
		` ${texts.answerHere} `,
		element("a", shop, texts.openShop),
	);
}

async function start(): Promise<void> {
	document.documentElement.lang = texts.locale;
	document.title = texts.shop;
	const session = await readSession("merchant");
	if (!session) {
		document.body.append(element("p", { class: "ribbon" }, texts.noSession));
		return;
	}
	// The console talks to the origin it came from; only that of BASE_URL is sure to be let in.
	if (session.server !== location.origin) {
		location.replace(`${session.server}/demo/merchant.html${location.search}`);
		return;
	}
	const console = await fetch("/console", { method: "HEAD" });
	const inbox = console.ok
		? element("iframe", { src: `/console#token=${session.access_token}`, title: texts.shop, allow: "clipboard-write" })
		: element("p", { class: "missing" }, texts.noConsole);
	document.body.append(ribbon(session.user.username), inbox);
}

void start();
