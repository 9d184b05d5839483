/** "Online", or when somebody was last here. */

import type { PresenceStatus, Timestamp } from "@kefu/client";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { STATUS_TEXT } from "./Face";

export function SeenText({ status, lastSeen }: { status: PresenceStatus; lastSeen: Timestamp | null }) {
	const t = useText();
	const format = useFormat();
	if (status !== "offline") return t(STATUS_TEXT[status]);
	if (lastSeen === null) return t("neverSeen");
	return (
		<time dateTime={lastSeen} title={format.dateTime(lastSeen)}>
			{format.ago(lastSeen)}
		</time>
	);
}
