/** What can become of a conversation now? The likeliest first. */

import type { Conversation, User } from "@kefu/client";
import type { TextKey } from "../locales/text";
import { isWaiting, mayAssign, maySnooze } from "../session/rights";
import type { Patch } from "./useChange";

export interface Step {
	id: "take" | "handBack" | "close" | "reopen" | "snooze" | "wake";
	titleKey: TextKey;
	patch: Patch;
}

export function stepsOf(conversation: Conversation, me: User): Step[] {
	const steps: Step[] = [];
	const { status, assignee_id } = conversation;
	const desk = mayAssign(me, conversation);
	const take: Step = { id: "take", titleKey: "take", patch: { assignee_id: me.id } };
	if (desk && isWaiting(conversation)) steps.push(take);
	if (status === "closed") steps.push({ id: "reopen", titleKey: "reopen", patch: { status: "open" } });
	else steps.push({ id: "close", titleKey: "closeConversation", patch: { status: "closed" } });
	if (status === "snoozed") steps.push({ id: "wake", titleKey: "wake", patch: { status: "open" } });
	if (status === "open" && maySnooze(me, conversation)) {
		steps.push({ id: "snooze", titleKey: "snooze", patch: { status: "snoozed" } });
	}
	if (desk && !isWaiting(conversation) && assignee_id !== me.id) steps.push(take);
	if (desk && assignee_id !== null) {
		steps.push({ id: "handBack", titleKey: "handBack", patch: { assignee_id: null } });
	}
	return steps;
}
