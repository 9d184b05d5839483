/** What is being answered or edited, with the way out. */

import type { Message } from "@kefu/client";
import { CloseButton } from "@mantine/core";
import { IconArrowBackUp, IconPencil } from "@tabler/icons-react";
import { previewOf } from "../inbox/preview";
import { useText } from "../locales/text";
import type { Desk } from "../thread/desk";
import classes from "./Composer.module.css";

interface ContextProps {
	editing: Message | null;
	onStopEditing: () => void;
	replyTo: number | null;
	onStopReply: () => void;
	desk: Desk;
}

export function Context({ editing, onStopEditing, replyTo, onStopReply, desk }: ContextProps) {
	const t = useText();
	if (!editing && replyTo === null) return null;
	const message = editing ?? (replyTo === null ? undefined : desk.find(replyTo));
	const sender = message?.sender_id ? desk.person(message.sender_id)?.username : undefined;
	const preview = message ? previewOf(message) : { phrase: "earlierMessage" as const };
	const MarkIcon = editing ? IconPencil : IconArrowBackUp;
	return (
		<div className={classes.context}>
			<MarkIcon size={16} aria-hidden />
			<span>
				<strong>{editing ? t("editing") : t("replyTo", { name: sender ?? "" })}</strong>{" "}
				{preview.phrase ? t(preview.phrase) : preview.text}
			</span>
			<CloseButton size="sm" aria-label={t("cancel")} onClick={editing ? onStopEditing : onStopReply} />
		</div>
	);
}
