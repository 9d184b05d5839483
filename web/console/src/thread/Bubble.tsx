/** A message with what belongs to it: the quote above, the time and marks below, the menu beside. */

import type { Draft, Marks, Message, ThreadItem } from "@kefu/client";
import classes from "./Bubble.module.css";
import { CardContent } from "./CardContent";
import type { Desk } from "./desk";
import { FileContent } from "./FileContent";
import { ImageContent } from "./ImageContent";
import { MessageMenu } from "./MessageMenu";
import { MessageMeta } from "./MessageMeta";
import { PendingMeta } from "./PendingMeta";
import { Quote } from "./Quote";
import { markOf } from "./sides";
import { TextContent } from "./TextContent";

interface BubbleProps {
	item: ThreadItem;
	ours: boolean;
	last: boolean;
	desk: Desk;
	theirs: Marks;
	highlighted: boolean;
}

export function Bubble({ item, ours, last, desk, theirs, highlighted }: BubbleProps) {
	const { message, pending } = item;
	const shown = message ?? pending?.draft;
	if (!shown) return null;
	return (
		<>
			<div className={classes.beside} data-ours={ours || undefined}>
				<div
					className={classes.bubble}
					data-ours={ours || undefined}
					data-kind={shown.kind}
					data-last={last || undefined}
					data-highlighted={highlighted || undefined}
					data-pending={pending ? pending.state : undefined}
				>
					{typeof shown.reply_to === "number" && <Quote seq={shown.reply_to} desk={desk} />}
					<Content shown={shown} item={item} desk={desk} />
				</div>
				{message && <MessageMenu message={message} desk={desk} />}
			</div>
			{message && (last || message.edited_at) && (
				<MessageMeta message={message} mark={ours ? markOf(message.seq, theirs) : null} withTime={last} />
			)}
			{pending && <PendingMeta pending={pending} />}
		</>
	);
}

function Content({ shown, item, desk }: { shown: Message | Draft; item: ThreadItem; desk: Desk }) {
	if (!shown.body) return null;
	switch (shown.kind) {
		case "text":
			return <TextContent text={shown.body.text} />;
		case "image":
			return <ImageContent body={shown.body} file={item.pending?.file} onLook={lookOf(item, desk)} />;
		case "file":
			return <FileContent body={shown.body} file={item.pending?.file} />;
		case "card":
			return <CardContent body={shown.body} />;
		default:
			return null;
	}
}

function lookOf({ message }: ThreadItem, desk: Desk): (() => void) | undefined {
	return message && (() => desk.look(message.seq));
}
