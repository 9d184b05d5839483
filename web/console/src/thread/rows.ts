/** How do messages stand together? One row an item, so that what is prepended can be counted. */

import type { Message, Seq, ThreadItem, Timestamp, UserId } from "@kefu/client";

/** Messages of one sender within this time form a group: the name stands once. */
const GROUP_MS = 5 * 60_000;

export interface Row {
	key: string;
	item: ThreadItem;
	/** A new day begins here. */
	day: boolean;
	/** "New messages" stands above. */
	isNew: boolean;
	/** First and last of a group. */
	first: boolean;
	last: boolean;
}

interface RowsOptions {
	items: readonly ThreadItem[];
	me: UserId;
	/** What comes after this one is new to us; null where nothing is. */
	newAfter: Seq | null;
	/** There is more above, so what the first item begins is not known. */
	hasOlder: boolean;
}

/** Of the loaded messages at most this many are held back. */
export const MOST_HELD = 15;

/**
 * While there is more above, the list begins with the first group whose beginning is known: a row that changed its look
 * when its predecessor came would move all that one reads.
 */
export function rowsOf({ items, me, newAfter, hasOlder }: RowsOptions): Row[] {
	const firstNew = newAfter === null ? undefined : items.find((item) => isNewTo(item.message, me, newAfter));
	const starts = items.map((item, index) => {
		const before = items[index - 1];
		if (!before) return { day: !hasOlder, group: !hasOlder };
		const day = !sameDay(timeOf(before), timeOf(item));
		return { day, group: day || item === firstNew || !grouped(before, item, me) };
	});
	const rows = items.map((item, index) => ({
		key: item.key,
		item,
		day: starts[index]?.day ?? false,
		isNew: item === firstNew,
		first: starts[index]?.group ?? true,
		last: starts[index + 1]?.group ?? true,
	}));
	const known = hasOlder ? rows.findIndex((row, index) => index > 0 && row.first) : 0;
	return known > 0 && known <= MOST_HELD ? rows.slice(known) : rows;
}

function isNewTo(message: Message | undefined, me: UserId, after: Seq): boolean {
	if (!message || message.seq <= after) return false;
	return message.sender_id !== null && message.sender_id !== me;
}

export function timeOf(item: ThreadItem): Timestamp {
	return item.message ? item.message.created_at : item.pending.createdAt;
}

/** Null for what the server wrote. */
export function senderOf(item: ThreadItem, me: UserId): UserId | null {
	return item.message ? item.message.sender_id : me;
}

function grouped(before: ThreadItem, item: ThreadItem, me: UserId): boolean {
	const sender = senderOf(item, me);
	if (sender === null || sender !== senderOf(before, me)) return false;
	if (isLine(before) || isLine(item)) return false;
	return Date.parse(timeOf(item)) - Date.parse(timeOf(before)) < GROUP_MS;
}

/** A line without a bubble. */
export function isLine(item: ThreadItem): boolean {
	return item.message !== undefined && (item.message.kind === "system" || item.message.recalled_at !== null);
}

function sameDay(a: Timestamp, b: Timestamp): boolean {
	return new Date(a).toDateString() === new Date(b).toDateString();
}
