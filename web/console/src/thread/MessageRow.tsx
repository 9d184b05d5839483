/** One row of the thread: what parts it from the rows above, then a message, a line, or one on its way. */

import type { Marks, ThreadItem } from "@kefu/client";
import { memo } from "react";
import { useNow } from "../app/clock";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { Bubble } from "./Bubble";
import type { Desk } from "./desk";
import classes from "./MessageRow.module.css";
import { RecalledLine } from "./RecalledLine";
import { isLine, senderOf, timeOf } from "./rows";
import { SystemLine } from "./SystemLine";
import { isOurs } from "./sides";

interface MessageRowProps {
	item: ThreadItem;
	day: boolean;
	isNew: boolean;
	first: boolean;
	last: boolean;
	desk: Desk;
	theirs: Marks;
	highlighted: boolean;
}

export const MessageRow = memo(function MessageRow(props: MessageRowProps) {
	const { item, day, isNew } = props;
	const t = useText();
	return (
		<div className={classes.row} data-first={props.first || undefined} data-seq={item.message?.seq}>
			{day && <DaySeparator time={timeOf(item)} />}
			{isNew && <div className={classes.newDivider}>{t("newMessages")}</div>}
			{isLine(item) && item.message ? <Line {...props} message={item.message} /> : <Side {...props} />}
		</div>
	);
});

function Line({ message, desk }: MessageRowProps & { message: NonNullable<ThreadItem["message"]> }) {
	if (message.kind === "system") return <SystemLine body={message.body} desk={desk} />;
	return <RecalledLine message={message} desk={desk} />;
}

function Side({ item, first, last, desk, theirs, highlighted }: MessageRowProps) {
	const sender = senderOf(item, desk.me.id) ?? desk.me.id;
	const ours = isOurs(desk.conversation, desk.me, sender);
	const user = desk.person(sender);
	const named = first && sender !== desk.me.id;
	return (
		<div className={classes.side} data-ours={ours || undefined}>
			{!ours && (
				<div className={classes.face}>{last && <Face user={user ?? { username: sender, avatar: "" }} size={28} />}</div>
			)}
			<div className={classes.stack}>
				{named && <div className={classes.sender}>{user?.username ?? sender}</div>}
				<Bubble item={item} ours={ours} last={last} desk={desk} theirs={theirs} highlighted={highlighted} />
			</div>
		</div>
	);
}

function DaySeparator({ time }: { time: string }) {
	const format = useFormat();
	const now = useNow();
	return (
		<div className={classes.day}>
			<time dateTime={time}>{format.day(time, now)}</time>
		</div>
	);
}
