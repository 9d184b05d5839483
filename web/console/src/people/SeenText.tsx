/** "Online", or when somebody was last here. */

import type { PresenceStatus, Timestamp } from "@kefu/client";
import { useFormat } from "../locales/format";
import { useLanguage, useText } from "../locales/text";
import { STATUS_TEXT } from "./Face";
import { writeAgo } from "./times";

export function SeenText({ status, lastSeen }: { status: PresenceStatus; lastSeen: Timestamp | null }) {
	const t = useText();
	const language = useLanguage();
	const format = useFormat();
	if (status !== "offline") return t(STATUS_TEXT[status]);
	if (lastSeen === null) return t("neverSeen");
	return (
		<time dateTime={lastSeen} title={format.dateTime(lastSeen)}>
			{writeAgo(lastSeen, language)}
		</time>
	);
}
