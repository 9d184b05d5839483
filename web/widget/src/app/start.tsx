/** The chat itself, as the loader starts it: the panel, what the page can do with it, and how a new message is told. */

import type { CardBody, Message } from "@kefu/client";
import { render } from "preact";
import type { Identity } from "../config.js";
import { adoptStyle } from "../elements.js";
import type { Locale } from "../locales/names.js";
import type { Texts } from "../locales/texts.js";
import type { Chat, ChatModule, Mount, OpenOptions } from "../mount.js";
import { createFormats } from "./logic/formats.js";
import { remembered } from "./logic/remembered.js";
import { createTitleFlash } from "./logic/title-flash.js";
import { isPhone } from "./phone.js";
import { Session } from "./session/session.js";
import { Shell } from "./shell.js";
import { playSound, unlockSound } from "./sound.js";
import css from "./style/panel.css?inline";
import { Panel } from "./ui/panel.js";

export const start: ChatModule["start"] = (mount, texts) => new ChatWindow(mount, texts);

class ChatWindow implements Chat {
	#shell: Shell;
	#session: Session;
	#flash = createTitleFlash(document);
	#frame = document.createElement("div");

	constructor(
		private readonly mount: Mount,
		private readonly texts: Texts,
	) {
		const { config, root } = mount;
		adoptStyle(root, css);
		// Before the button, so that Tab goes from the panel to the button that closes it.
		root.prepend(this.#frame);
		this.#shell = new Shell(config.product);
		this.#session = new Session(config, (message) => this.#hear(message));
		this.#session.state.subscribe(() => this.#count(this.#session.state.snapshot.unread));
		document.addEventListener("visibilitychange", () => document.hidden || this.#flash.stop());
		for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, unlockSound, { once: true, capture: true });
		if (remembered.open() && !isPhone()) this.#show({ takesFocus: false });
	}

	open(options?: OpenOptions): void {
		if (options?.to) this.#session.talkTo(options.to);
		if (this.#shell.snapshot.open) return;
		this.#show({ takesFocus: true });
		this.mount.emit("open", undefined);
	}

	close(): void {
		if (!this.#shell.snapshot.open) return;
		remembered.setOpen(false);
		this.#shell.change({ open: false });
		this.mount.paintOpen(false);
		if (!this.mount.button.hidden) this.mount.button.focus({ preventScroll: true });
		this.mount.emit("close", undefined);
	}

	toggle(): void {
		if (this.#shell.snapshot.open) this.close();
		else this.open();
	}

	identify(identity: Identity): void {
		this.#return();
		this.#session.identify(identity);
	}

	showProduct(product: CardBody): void {
		this.#shell.change({ product, insists: true });
	}

	shutdown(): void {
		this.close();
		this.#flash.stop();
		this.#session.signOut();
		this.mount.host.remove();
	}

	#return(): void {
		if (!this.mount.host.isConnected) document.body.append(this.mount.host);
	}

	/** A panel that was open on the page before comes back, and leaves the focus to this page. */
	#show({ takesFocus }: { takesFocus: boolean }): void {
		this.#return();
		remembered.setOpen(true);
		this.#shell.change({ open: true, takesFocus });
		this.mount.paintOpen(true);
		const { config, root } = this.mount;
		const formats = createFormats(regional(config.locale));
		const parts = { root, session: this.#session, shell: this.#shell, config, texts: this.texts, formats };
		render(<Panel parts={parts} close={() => this.close()} />, this.#frame);
	}

	/** All read, maybe in another tab: then there is nothing to flash about. A message is heard before it is counted. */
	#count(unread: number): void {
		this.mount.paintUnread(unread);
		if (unread === 0) this.#flash.stop();
		else this.#flash.update(this.texts.titleFlash(unread));
	}

	#hear(message: Message): void {
		this.mount.emit("message", message);
		const isSeen = this.#shell.snapshot.open && !document.hidden;
		if (!isSeen && !this.#shell.snapshot.muted) void playSound();
		if (document.hidden) this.#flash.start(this.texts.titleFlash(Math.max(1, this.#session.state.snapshot.unread)));
	}
}

/** English is the reader's own: clocks differ between Britain and America. */
function regional(locale: Locale): string {
	return (locale === "en" && navigator.languages.find((language) => language.startsWith("en"))) || locale;
}
