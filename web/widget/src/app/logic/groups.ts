/** How is a thread laid out? Days, and in them runs of messages that one person sent within a short time. */

import type { Message, ThreadItem, UserId } from "@kefu/client";

/** Longer silence than this begins a new group. */
const PAUSE_MS = 5 * 60_000;

export type Row =
	| { kind: "day"; key: string; time: string }
	| { kind: "note"; key: string; message: Message }
	| { kind: "group"; key: string; sender: UserId; own: boolean; items: ThreadItem[] };

/** `me` is null for somebody who has no identity yet: then all there is are own messages that wait. */
export function layOut(items: readonly ThreadItem[], me: UserId | null): Row[] {
	const rows: Row[] = [];
	let day = "";
	for (const item of items) {
		if (item.message && isHidden(item.message)) continue;
		const today = new Date(timeOf(item)).toDateString();
		if (today !== day) rows.push({ kind: "day", key: `day of ${item.key}`, time: timeOf(item) });
		day = today;
		if (item.message && isNote(item.message)) rows.push({ kind: "note", key: item.key, message: item.message });
		else join(rows, item, me);
	}
	return rows;
}

function join(rows: Row[], item: ThreadItem, me: UserId | null): void {
	const sender = item.message ? (item.message.sender_id ?? "") : (me ?? "");
	const last = rows.at(-1);
	const before = last?.kind === "group" ? last.items.at(-1) : undefined;
	const follows = before && Date.parse(timeOf(item)) - Date.parse(timeOf(before)) <= PAUSE_MS;
	if (last?.kind === "group" && last.sender === sender && follows) last.items.push(item);
	else rows.push({ kind: "group", key: `from ${item.key}`, sender, own: sender === (me ?? ""), items: [item] });
}

export function timeOf(item: ThreadItem): string {
	return item.message ? item.message.created_at : item.pending.createdAt;
}

/** A quiet line instead of a bubble. */
function isNote(message: Message): boolean {
	return message.kind === "system" || message.recalled_at !== null;
}

/** Entries that say nothing to a customer: who renamed the subject, that it went back to the queue, or was snoozed. */
function isHidden(message: Message): boolean {
	if (message.kind === "edit" || message.kind === "recall") return true;
	if (message.kind !== "system") return false;
	const body = message.body;
	if (body.event === "assigned") return body.assignee_id === null;
	return body.event === "subject" || (body.event === "status" && body.status === "snoozed");
}
