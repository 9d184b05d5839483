/** What do the loader and the chat share? The button, the shadow root both draw in, and the page's listeners. */

import type { CardBody, Message } from "@kefu/client";
import type { Config, Identity } from "./config.js";
import type { Texts } from "./locales/texts.js";

/** What the page can listen to with `Kefu.on`. */
export interface PageEvents {
	unread: number;
	open: undefined;
	close: undefined;
	/** A message of the other side came. */
	message: Message;
}

export interface OpenOptions {
	/** `support` or a merchant's id; the one of the settings if it is missing. */
	to?: string;
}

/** The loader's half. */
export interface Mount {
	readonly config: Config;
	/** The element that the page got. */
	readonly host: HTMLElement;
	readonly root: ShadowRoot;
	readonly button: HTMLButtonElement;
	emit<E extends keyof PageEvents>(event: E, value: PageEvents[E]): void;
	paintUnread(count: number): void;
	paintOpen(open: boolean): void;
}

/** The chat's half: what `window.Kefu` passes on to it. */
export interface Chat {
	open(options?: OpenOptions): void;
	close(): void;
	toggle(): void;
	identify(identity: Identity): void;
	showProduct(card: CardBody): void;
	shutdown(): void;
}

/** What the loader imports. */
export interface ChatModule {
	start(mount: Mount, texts: Texts): Chat;
}
