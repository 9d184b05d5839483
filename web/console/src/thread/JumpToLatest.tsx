/** The way back to the end, and how much came there meanwhile. */

import type { UserId } from "@kefu/client";
import { IconArrowDown } from "@tabler/icons-react";
import { useState } from "react";
import { Unread } from "../inbox/Unread";
import { useText } from "../locales/text";
import classes from "./MessageList.module.css";
import { type Row, senderOf } from "./rows";

interface JumpToLatestProps {
	rows: readonly Row[];
	me: UserId;
	onJump: () => void;
}

/** Mounted while one is not at the end, so what came since is what came after its first rendering. */
export function JumpToLatest({ rows, me, onJump }: JumpToLatestProps) {
	const t = useText();
	const [lastSeen] = useState(() => rows.at(-1)?.key);
	const seen = rows.findIndex((row) => row.key === lastSeen);
	const came = rows.slice(seen + 1).filter(({ item }) => ![null, me].includes(senderOf(item, me))).length;
	return (
		<button type="button" className={classes.jump} onClick={onJump} aria-label={t("toLatest")} title={t("toLatest")}>
			<IconArrowDown size={18} aria-hidden />
			<Unread count={came} />
		</button>
	);
}
