/** Beside the text: attach, quick replies, send. */

import { ActionIcon, Popover } from "@mantine/core";
import { IconCheck, IconMessageBolt, IconPaperclip, IconSend2 } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useText } from "../locales/text";
import { ReplyPicker } from "../replies/ReplyPicker";
import classes from "./Composer.module.css";
import { FILE_INPUT_ID, REPLY_BUTTON_ID } from "./doors";
import { focusComposer } from "./focus";
import type { ComposerState } from "./useComposer";

interface ComposerButtonsProps {
	composer: ComposerState;
	onFiles: (files: File[]) => void;
	editing: boolean;
}

export function ComposerButtons({ composer, onFiles, editing }: ComposerButtonsProps) {
	const t = useText();
	const SendIcon = editing ? IconCheck : IconSend2;
	const label = t(editing ? "save" : "send");
	return (
		<div className={classes.buttons}>
			{!editing && <ReplyButton composer={composer} />}
			{!editing && <AttachButton onFiles={onFiles} />}
			<ActionIcon type="submit" size="lg" radius="md" disabled={!composer.ready} aria-label={label} title={label}>
				<SendIcon size={18} />
			</ActionIcon>
		</div>
	);
}

function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
	const t = useText();
	const input = useRef<HTMLInputElement>(null);
	return (
		<>
			<input
				ref={input}
				id={FILE_INPUT_ID}
				type="file"
				multiple
				hidden
				onChange={(event) => {
					onFiles([...(event.currentTarget.files ?? [])]);
					event.currentTarget.value = "";
					focusComposer();
				}}
			/>
			<ActionIcon
				variant="subtle"
				color="gray"
				size="lg"
				aria-label={t("attachFile")}
				title={t("attachFile")}
				onClick={() => input.current?.click()}
			>
				<IconPaperclip size={20} stroke={1.6} />
			</ActionIcon>
		</>
	);
}

function ReplyButton({ composer }: { composer: ComposerState }) {
	const t = useText();
	const [opened, setOpened] = useState(false);

	function pick(text: string) {
		setOpened(false);
		const before = composer.text.trimEnd();
		composer.setText(before ? `${before} ${text}` : text);
		focusComposer();
	}

	return (
		<Popover opened={opened} onChange={setOpened} position="top-end" shadow="md" trapFocus width="min(30rem, 92vw)">
			<Popover.Target>
				<ActionIcon
					id={REPLY_BUTTON_ID}
					variant="subtle"
					color="gray"
					size="lg"
					aria-label={t("quickReplies")}
					title={t("quickReplies")}
					onClick={() => setOpened(!opened)}
				>
					<IconMessageBolt size={20} stroke={1.6} />
				</ActionIcon>
			</Popover.Target>
			<Popover.Dropdown p={0} aria-label={t("quickReplies")}>
				<ReplyPicker onPick={pick} query="" searchable onClose={() => setOpened(false)} />
			</Popover.Dropdown>
		</Popover>
	);
}
