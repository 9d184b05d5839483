/** A message in one line. */

import type { Message } from "@kefu/client";
import { useCallback } from "react";
import { useText } from "../locales/text";

/** Empty for what the server wrote: that is no news. */
export function useSnippet(): (message: Message | null) => string {
	const t = useText();
	return useCallback(
		(message) => {
			if (message === null) return "";
			if (message.recalled_at !== null) return t("snippetRecalled");
			switch (message.kind) {
				case "text":
					return message.body?.text ?? "";
				case "image":
					return t("snippetImage");
				case "file":
					return t("snippetFile", { name: message.body?.name ?? "" });
				case "card":
					return t("snippetCard", { title: message.body?.title ?? "" });
				default:
					return "";
			}
		},
		[t],
	);
}
