/** "Online", or when somebody was last here. */

import type { PresenceStatus, Timestamp } from "@kefu/client";
import { useLanguage, useText } from "../locales/text";
import { STATUS_TEXT } from "./Face";
import { writeAgo, writeMoment } from "./times";

export function SeenText({ status, lastSeen }: { status: PresenceStatus; lastSeen: Timestamp | null }) {
	const t = useText();
	const language = useLanguage();
	if (status !== "offline") return t(STATUS_TEXT[status]);
	if (lastSeen === null) return t("neverSeen");
	return (
		<time dateTime={lastSeen} title={writeMoment(lastSeen, language)}>
			{writeAgo(lastSeen, language)}
		</time>
	);
}
