/** One reply in the picker. */

import type { QuickReply } from "@kefu/client";
import { Text } from "@mantine/core";
import classes from "./ReplyPicker.module.css";
import { replyOptionId } from "./replyIds";
import { ShortcutMark } from "./ShortcutMark";

interface ReplyOptionProps {
	reply: QuickReply;
	active: boolean;
	onPoint: () => void;
	onPick: () => void;
}

/** Takes no focus: that stays in the field where the agent types. */
export function ReplyOption({ reply, active, onPoint, onPick }: ReplyOptionProps) {
	return (
		// biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the text field, which names the active option
		// biome-ignore lint/a11y/useKeyWithClickEvents: the picker hears Enter wherever the focus is
		<div
			id={replyOptionId(reply.id)}
			role="option"
			aria-selected={active}
			className={classes.option}
			onMouseMove={onPoint}
			onMouseDown={(event) => event.preventDefault()}
			onClick={onPick}
		>
			<div className={classes.head}>
				<Text size="sm" fw={600} truncate>
					{reply.title}
				</Text>
				{reply.shortcut !== null && <ShortcutMark shortcut={reply.shortcut} />}
			</div>
			<Text size="xs" c="dimmed" truncate>
				{reply.content}
			</Text>
		</div>
	);
}
