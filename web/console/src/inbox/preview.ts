/** What does a conversation's row say of its last message? */

import type { Message } from "@kefu/client";
import type { TextKey } from "../locales/text";

export type PreviewIcon = "image" | "file" | "product" | "order";

/** Either the sender's own words, or a phrase of ours. */
export interface Preview {
	text?: string;
	phrase?: TextKey;
	icon?: PreviewIcon;
}

export function previewOf(message: Message | null): Preview {
	if (!message) return { phrase: "noMessagesYet" };
	if (message.recalled_at) return { phrase: "messageRecalled" };
	switch (message.kind) {
		case "text":
			return { text: oneLine(message.body?.text ?? "") };
		case "image":
			return { phrase: "picture", icon: "image" };
		case "file":
			return message.body?.name ? { text: message.body.name, icon: "file" } : { phrase: "fileMessage", icon: "file" };
		case "card":
			return { text: message.body?.title ?? "", icon: message.body?.type ?? "product" };
		default:
			return { phrase: "conversationChanged" };
	}
}

function oneLine(text: string): string {
	return text.slice(0, 200).replace(/\s+/g, " ").trim();
}
