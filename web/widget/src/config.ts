/** What may a shop set? Read from the script tag's `data-…` attributes and from `window.KefuSettings`, and checked. */

import type { CardBody, UserId } from "@kefu/client";
import { LOCALES, type Locale, localeFor } from "./locales/names.js";

/** Who the page's user is, by the word of the storefront's backend. */
export interface Identity {
	userId: UserId;
	token: string | (() => Promise<string>);
}

/** `window.KefuSettings`: as the attributes, and what a text cannot be. It wins over them. */
export interface Settings extends Partial<Identity> {
	server?: string;
	/** `support` (the desk), or the id of a merchant. */
	to?: string;
	locale?: string;
	theme?: Theme;
	/** The accent, as `#rrggbb`. */
	color?: string;
	position?: "left" | "right";
	/** The name in the header, until a person answers. */
	title?: string;
	avatar?: string;
	greeting?: string;
	product?: Card;
	/** `allow`: people without an account may write to the desk. */
	visitors?: "allow" | "deny";
	/** Where people without an account can sign in. */
	signInUrl?: string;
	/** `hidden`: the page has a button of its own that calls `Kefu.open()`. */
	launcher?: "shown" | "hidden";
	/** Shown to agents beside the conversation. */
	context?: Record<string, unknown>;
}

/** A product or an order, as a page may give it. */
export type Card = Partial<CardBody> & Pick<CardBody, "title">;

export type Theme = "light" | "dark" | "auto";

export interface Config {
	server: string;
	identity: Identity | null;
	to: string;
	locale: Locale;
	theme: Theme;
	color: string;
	position: "left" | "right";
	title: string | null;
	avatar: string | null;
	greeting: string | null;
	product: CardBody | null;
	visitors: boolean;
	signInUrl: string | null;
	launcher: boolean;
	context: Record<string, unknown>;
}

const ACCENT = "#2563eb";

/** The page around the widget, as far as it matters here. */
export interface Surroundings {
	/** The address of `widget.js`. */
	script: string;
	/** `<html lang>`. */
	lang: string;
	languages: readonly string[];
}

export function parseConfig(data: DOMStringMap, settings: Settings, page: Surroundings): Config {
	const text = (key: keyof Settings & string): string | undefined => {
		const value = settings[key] ?? data[key];
		return typeof value === "string" && value !== "" ? value : undefined;
	};
	const color = text("color") ?? "";
	const theme = text("theme");
	return {
		server: originOf(text("server"), page.script),
		identity: identityFrom(settings, data),
		to: text("to") ?? "support",
		locale: localeFor([text("locale") ?? "", page.lang, ...page.languages]) ?? LOCALES[0],
		theme: theme === "light" || theme === "dark" ? theme : "auto",
		color: /^#[0-9a-f]{6}$/i.test(color) ? color : ACCENT,
		position: text("position") === "left" ? "left" : "right",
		title: text("title") ?? null,
		avatar: text("avatar") ?? null,
		greeting: text("greeting") ?? null,
		product: settings.product ? checkCard(settings.product) : parseCard(data.product),
		visitors: text("visitors") === "allow",
		signInUrl: text("signInUrl") ?? null,
		launcher: text("launcher") !== "hidden",
		context: settings.context ?? {},
	};
}

function identityFrom(settings: Settings, data: DOMStringMap): Identity | null {
	const userId = settings.userId ?? data.userId;
	const token = settings.token ?? data.token;
	return userId && token ? { userId, token } : null;
}

function originOf(server: string | undefined, script: string): string {
	try {
		return new URL(server ?? script, script).origin;
	} catch {
		return new URL(script).origin;
	}
}

/** A card as the server takes it, or null: a mistake in an attribute must not keep people from chatting. */
export function parseCard(json: string | undefined): CardBody | null {
	try {
		return json ? checkCard(JSON.parse(json)) : null;
	} catch {
		return null;
	}
}

/** The page may leave out the type, and give addresses relative to itself; whoever reads the card is elsewhere. */
export function checkCard(card: Partial<CardBody> | null): CardBody | null {
	if (typeof card?.title !== "string" || card.title === "") return null;
	const checked: CardBody = { ...card, type: card.type === "order" ? "order" : "product", title: card.title };
	for (const key of ["url", "image_url"] as const) {
		const address = checked[key];
		if (address && URL.canParse(address, document.baseURI)) checked[key] = new URL(address, document.baseURI).href;
	}
	return checked;
}
