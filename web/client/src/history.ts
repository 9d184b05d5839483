/** What stands in a log? Pages of it and what comes live, merged: each entry once, edits and recalls in their targets. */

import type { ThreadItem } from "./api.js";
import { amend } from "./directory.js";
import type { Message, Seq, UserId } from "./model.js";

interface Row {
	item: ThreadItem & { message: Message };
	/** Changes up to here are in it already. */
	asOf: Seq;
}

export class History {
	/** The last entry that is known. */
	head: Seq = 0;
	/** The oldest entry that was loaded, whether it is shown or not. */
	floor: Seq = Number.POSITIVE_INFINITY;
	readonly #rows = new Map<Seq, Row>();
	readonly #names = new Set<string>();
	/** Rising; the seqs of `rows`. */
	#order: Seq[] = [];

	constructor(private readonly userId: UserId) {}

	get hasOlder(): boolean {
		return this.floor > 1 && this.floor !== Number.POSITIVE_INFINITY;
	}

	/** A page of the log, as it was when the log ended at `head`; up to `known` nothing is missing any more. */
	page(entries: Message[], head: Seq, known = head): void {
		const older: Seq[] = [];
		for (const entry of entries) {
			this.floor = Math.min(this.floor, entry.seq);
			if (isFolded(entry) || this.#rows.has(entry.seq)) continue;
			this.#keep(entry, head);
			older.push(entry.seq);
		}
		if (head === 0) this.floor = 1;
		this.#order = [...older, ...this.#order].sort((a, b) => a - b);
		this.head = Math.max(this.head, known);
	}

	/** What comes live, or was missed; in rising `seq`. */
	add(entry: Message): void {
		if (isFolded(entry)) this.#fold(entry);
		else if (entry.seq > this.head) {
			this.#keep(entry, entry.seq);
			this.#order.push(entry.seq);
		}
		this.head = Math.max(this.head, entry.seq);
		this.floor = Math.min(this.floor, entry.seq);
	}

	has(seq: Seq): boolean {
		return this.#rows.has(seq);
	}

	/** Whether our message of this name is there. */
	knows(clientId: string): boolean {
		return this.#names.has(clientId);
	}

	items(): ThreadItem[] {
		const items: ThreadItem[] = [];
		for (const seq of this.#order) {
			const row = this.#rows.get(seq);
			if (row) items.push(row.item);
		}
		return items;
	}

	#keep(message: Message, asOf: Seq): void {
		const own = message.sender_id === this.userId ? message.client_id : null;
		if (own !== null) this.#names.add(own);
		// A message of ours keeps the key that it had while it was on its way.
		this.#rows.set(message.seq, { item: { key: own ?? `#${message.seq}`, message }, asOf });
	}

	#fold(entry: Message): void {
		if (entry.kind !== "edit" && entry.kind !== "recall") return;
		const row = this.#rows.get(entry.body.target_seq);
		if (!row || entry.seq <= row.asOf) return;
		row.asOf = entry.seq;
		row.item = { key: row.item.key, message: amend(row.item.message, entry) } as Row["item"];
	}
}

function isFolded(entry: Message): boolean {
	return entry.kind === "edit" || entry.kind === "recall";
}
