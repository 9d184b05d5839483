/** What can be done with the conversation on the screen, for the command bar and the keys. */

import type { Conversation } from "@kefu/client";
import { useMemo } from "react";
import { type Action, useActions } from "../app/actions";
import { openFilePicker, openReplyPicker } from "../composer/doors";
import { focusComposer } from "../composer/focus";
import { useMe } from "../session/hooks";
import { mayAssign } from "../session/rights";
import { stepsOf } from "./steps";
import type { Change } from "./useChange";

interface Wishes {
	conversation: Conversation | null;
	change: Change["change"];
	togglePanel: () => void;
	assign: () => void;
}

const SHORTCUTS = {
	take: "alt+T",
	handBack: "alt+H",
	close: "alt+C",
	reopen: "alt+C",
	snooze: "alt+Z",
	wake: "alt+Z",
} as const;

export function useThreadActions({ conversation, change, togglePanel, assign }: Wishes): void {
	const me = useMe();
	const list = useMemo<Action[]>(() => {
		const steps = conversation ? stepsOf(conversation, me) : [];
		return [
			...steps.map<Action>((step) => ({
				id: `conversation.${step.id}`,
				group: "conversation",
				titleKey: step.titleKey,
				shortcut: SHORTCUTS[step.id],
				run: () => change(step.patch),
			})),
			{
				id: "conversation.assign",
				group: "conversation",
				titleKey: "assignTo",
				shortcut: "alt+A",
				run: assign,
				when: () => conversation !== null && mayAssign(me, conversation),
			},
			{ id: "conversation.panel", group: "conversation", titleKey: "togglePanel", shortcut: "alt+I", run: togglePanel },
			{ id: "message.write", group: "message", titleKey: "writeMessage", shortcut: "r", run: focusComposer },
			{ id: "message.attach", group: "message", titleKey: "attachFile", shortcut: "alt+U", run: openFilePicker },
			{
				id: "message.quickReply",
				group: "message",
				titleKey: "insertQuickReply",
				shortcut: "alt+R",
				run: openReplyPicker,
			},
		];
	}, [conversation, me, change, assign, togglePanel]);
	useActions(list);
}
