/** What does a message say in a few words? For quotes, and for who reads with the ears. */

import type { Draft, Message } from "@kefu/client";
import type { Texts } from "../../locales/texts.js";

const LONGEST = 120;

export function summarize(message: Message | Draft, texts: Texts): string {
	if (message.kind === "text" && message.body) return shorten(message.body.text);
	if (message.kind === "card" && message.body) return shorten(message.body.title);
	if (message.kind === "image") return `[${texts.image}]`;
	if (message.kind === "file") return `[${texts.file}] ${message.body?.name ?? ""}`.trim();
	return texts.earlierMessage;
}

/** By whole characters, so that no emoji is cut in two. */
function shorten(text: string): string {
	const letters = Array.from(text.replace(/\s+/g, " "));
	return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}…` : letters.join("");
}
