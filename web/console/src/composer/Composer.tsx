/** Where one writes: text, files, quick replies, an answer to a message, an edit of one's own. */

import type { Conversation, ConversationId, Message, ThreadItem } from "@kefu/client";
import { useState } from "react";
import { useText } from "../locales/text";
import type { Desk } from "../thread/desk";
import type { Change } from "../thread/useChange";
import classes from "./Composer.module.css";
import { ComposerButtons } from "./ComposerButtons";
import { ComposerField } from "./ComposerField";
import { ComposerHint } from "./ComposerHint";
import { Context } from "./Context";
import { SlashPicker } from "./SlashPicker";
import { TrayView } from "./TrayView";
import { useComposer } from "./useComposer";
import type { Tray } from "./useTray";

interface ComposerProps {
	conversationId: ConversationId;
	conversation: Conversation | null;
	change: Change["change"];
	desk: Desk;
	tray: Tray;
	editing: Message | null;
	onStopEditing: () => void;
	items: readonly ThreadItem[];
}

export function Composer(props: ComposerProps) {
	const { conversation, change, desk, tray, editing, onStopEditing } = props;
	const t = useText();
	const composer = useComposer(props);
	const [activeReply, setActiveReply] = useState<string | null>(null);
	return (
		<form
			className={classes.composer}
			aria-label={t("writeMessage")}
			onSubmit={(event) => {
				event.preventDefault();
				composer.send();
			}}
		>
			{conversation && <ComposerHint conversation={conversation} change={change} />}
			<Context
				editing={editing}
				onStopEditing={onStopEditing}
				replyTo={editing ? null : composer.replyTo}
				onStopReply={composer.stopReply}
				desk={desk}
			/>
			<TrayView tray={tray} />
			<SlashPicker text={composer.text} onPick={composer.setText} onActive={setActiveReply} disabled={editing !== null}>
				<div className={classes.box}>
					<ComposerField composer={composer} onFiles={tray.add} activeReply={activeReply} />
					<ComposerButtons composer={composer} onFiles={tray.add} editing={editing !== null} />
				</div>
			</SlashPicker>
			{composer.tooLong && (
				<p className={classes.tooLong} role="alert">
					{t("textTooLong")}
				</p>
			)}
		</form>
	);
}
