/** A message in one line. */

import type { Message } from "@kefu/client";
import { useCallback } from "react";
import { previewOf } from "../inbox/preview";
import { useText } from "../locales/text";

export function useSnippet(): (message: Message | null) => string {
	const t = useText();
	return useCallback(
		(message) => {
			const { text, phrase } = previewOf(message);
			return text ?? (phrase ? t(phrase) : "");
		},
		[t],
	);
}
