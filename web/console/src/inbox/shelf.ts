/** Which lists are open? One list for all who show the same, kept a while after the last of them went. */

import type { ConversationFilter, ConversationList, KefuClient } from "@kefu/client";

/** Going back to a view within this time finds it as it was. */
const LINGER_MS = 60_000;

interface Shelved {
	list: ConversationList;
	users: number;
	timer?: ReturnType<typeof setTimeout>;
}

const shelves = new WeakMap<KefuClient, Map<string, Shelved>>();

/** `key` is the filter as JSON. */
export function takeList(kefu: KefuClient, key: string): ConversationList {
	const shelf = shelves.get(kefu) ?? new Map<string, Shelved>();
	shelves.set(kefu, shelf);
	const filter: ConversationFilter = JSON.parse(key);
	const shelved = shelf.get(key) ?? { list: kefu.conversations(filter), users: 0 };
	shelf.set(key, shelved);
	clearTimeout(shelved.timer);
	shelved.users++;
	return shelved.list;
}

export function giveListBack(kefu: KefuClient, key: string): void {
	const shelf = shelves.get(kefu);
	const shelved = shelf?.get(key);
	if (!shelf || !shelved || --shelved.users > 0) return;
	shelved.timer = setTimeout(() => {
		shelf.delete(key);
		shelved.list.close();
	}, LINGER_MS);
}
