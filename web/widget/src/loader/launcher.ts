/** Which button does the page get at once? One in a shadow root, which the chat later draws its panel in. */

import { readableOn, textOn } from "../color.js";
import type { Config } from "../config.js";
import { adoptStyle, drawIcon } from "../elements.js";
import { LAUNCHER } from "../locales/launcher.js";
import type { Mount, PageEvents } from "../mount.js";
import css from "./launcher.css?inline";

const BUBBLE = [
	"M12 3.5c-5 0-9 3.4-9 7.7 0 2.4 1.3 4.6 3.3 6l-.8 3.3 3.7-1.9c.9.2 1.8.3 2.8.3 5 0 9-3.4 9-7.7s-4-7.7-9-7.7Z",
	"M8.5 11.3h.01M12 11.3h.01M15.5 11.3h.01",
];
const CHEVRON = ["m6 9.5 6 6 6-6"];

/** What the accent is read on at worst: the panel's bubbles and cards. */
const PANEL = { light: "#f1f2f5", dark: "#26282d" };

export function mountLauncher(config: Config, emit: Mount["emit"]): Mount {
	const host = document.createElement("div");
	host.id = "kefu";
	const root = host.attachShadow({ mode: "open" });
	adoptStyle(root, css);
	const button = document.createElement("button");
	button.type = "button";
	button.className = "launcher";
	button.hidden = !config.launcher;
	const badge = document.createElement("span");
	badge.className = "badge";
	badge.setAttribute("aria-hidden", "true");
	button.append(drawIcon(BUBBLE, "to-open"), drawIcon(CHEVRON, "to-close"), badge);
	root.append(button);
	paintTheme(host, config);
	const paint = painter(config, button, badge, emit);
	paint.paintOpen(false);
	return { config, host, root, button, emit, ...paint };
}

function painter(config: Config, button: HTMLButtonElement, badge: HTMLElement, emit: Mount["emit"]) {
	const texts = LAUNCHER[config.locale];
	let unread: PageEvents["unread"] = 0;
	let isOpen = false;
	const label = () => {
		button.setAttribute("aria-expanded", String(isOpen));
		button.setAttribute("aria-label", isOpen ? texts.close : unread > 0 ? texts.unread(unread) : texts.open);
		badge.textContent = unread === 0 || isOpen ? "" : unread > 99 ? "99+" : String(unread);
	};
	return {
		paintUnread(count: number) {
			if (count === unread) return;
			unread = count;
			label();
			emit("unread", count);
		},
		paintOpen(open: boolean) {
			isOpen = open;
			label();
		},
	};
}

function paintTheme(host: HTMLElement, config: Config): void {
	const prefersDark = matchMedia("(prefers-color-scheme: dark)");
	const paint = () => {
		const dark = config.theme === "dark" || (config.theme === "auto" && prefersDark.matches);
		host.dataset.theme = dark ? "dark" : "light";
		host.style.setProperty("--accent-text", readableOn(dark ? PANEL.dark : PANEL.light, config.color));
	};
	host.dataset.position = config.position;
	host.lang = config.locale;
	host.style.setProperty("--accent", config.color);
	host.style.setProperty("--on-accent", textOn(config.color));
	paint();
	prefersDark.addEventListener("change", paint);
}
