/** `widget.js`: shows the button at once, and loads the chat when somebody is about to need it. */

import { parseConfig, type Settings } from "../config.js";
import type { Locale } from "../locales/names.js";
import type { Texts } from "../locales/texts.js";
import type { Chat, ChatModule, Mount } from "../mount.js";
import { storedVisitor } from "../visitor.js";
import { mountLauncher } from "./launcher.js";
import { createPageApi, type Kefu, Listeners, type QueuedCall, replay } from "./page-api.js";

/** Where the chat and its texts are below the server, written by the build. */
declare const __CHUNKS__: Record<"chat" | Locale, string>;

declare global {
	interface Window {
		Kefu?: Kefu | { q: QueuedCall[] };
		KefuSettings?: Settings;
	}
}

/** How long to wait for an idle moment, in milliseconds. */
const IDLE = 4000;

function boot(script: HTMLScriptElement): void {
	const { lang } = document.documentElement;
	const page = { script: script.src, lang, languages: navigator.languages };
	const config = parseConfig(script.dataset, window.KefuSettings ?? {}, page);
	const listeners = new Listeners();
	const mount = mountLauncher(config, listeners.emit);
	document.body.append(mount.host);

	const load = loader(mount, script.src);
	const call = (deed: (chat: Chat) => void) => {
		load().then(deed, () => {});
	};
	const queued = Array.isArray(window.Kefu?.q) ? window.Kefu.q : [];
	const kefu = createPageApi(listeners, call, () => storedVisitor(config.server)?.token ?? null);
	window.Kefu = kefu;
	replay(kefu, queued);

	mount.button.addEventListener("click", () => call((chat) => chat.toggle()));
	for (const hint of ["pointerenter", "focus", "touchstart"]) {
		mount.button.addEventListener(hint, () => call(() => {}), { once: true, passive: true });
	}
	// Who has an identity may have unread messages. Everybody else costs the server nothing until the button is touched.
	if (config.identity || storedVisitor(config.server) || wasOpen()) whenIdle(() => call(() => {}));
}

/** Loads once; after a failure the next call, or the network's return, tries again. */
function loader(mount: Mount, base: string): () => Promise<Chat> {
	let loading: Promise<Chat> | null = null;
	const fetchChunk = (name: "chat" | Locale) => import(/* @vite-ignore */ new URL(__CHUNKS__[name], base).href);
	const load = async (): Promise<Chat> => {
		mount.button.ariaBusy = "true";
		try {
			const chunks = Promise.all([fetchChunk("chat"), fetchChunk(mount.config.locale)]);
			const [{ start }, { texts }]: [ChatModule, { texts: Texts }] = await chunks;
			return start(mount, texts);
		} finally {
			mount.button.ariaBusy = null;
		}
	};
	return () => {
		loading ??= load().catch((error) => {
			loading = null;
			throw error;
		});
		return loading;
	};
}

/** The chat was open on the shop's page before this one; see `app/remembered.ts`. */
function wasOpen(): boolean {
	try {
		return sessionStorage.getItem("kefu:open") === "1";
	} catch {
		return false;
	}
}

function whenIdle(deed: () => void): void {
	if ("requestIdleCallback" in window) requestIdleCallback(deed, { timeout: IDLE });
	else setTimeout(deed, 200);
}

const script = document.currentScript;
if (script instanceof HTMLScriptElement && !document.getElementById("kefu")) {
	if (document.body) boot(script);
	else addEventListener("DOMContentLoaded", () => boot(script), { once: true });
}
