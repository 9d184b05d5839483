/** Is enough loaded to open the thread where one stopped reading? */

import type { Thread, UserId } from "@kefu/client";
import { useEffect, useState } from "react";
import { isMember } from "../inbox/people";
import { useMe } from "../session/hooks";

/** Whoever has more than this to read begins at the end. */
const MOST_UNREAD = 300;
/** Messages above the opening place: older ones must not come in while the list still finds its place. */
const ABOVE = 25;
const MOST_PAGES = 4;

export function useOpening(thread: Thread, loaded: boolean): boolean {
	const me = useMe();
	const [ready, setReady] = useState(false);

	useEffect(() => {
		if (!loaded) return;
		let over = false;
		void prepare(thread, me.id).then(() => {
			if (!over) setReady(true);
		});
		return () => {
			over = true;
		};
	}, [loaded, thread, me.id]);

	return ready;
}

async function prepare(thread: Thread, me: UserId): Promise<void> {
	const { conversation, head } = thread.snapshot;
	const read = conversation?.unread && isMember(conversation, me) ? conversation.read_seq : head;
	const far = head - read > MOST_UNREAD;
	if (read < head && !far) await thread.reveal(read + 1);
	for (let page = 0; page < MOST_PAGES; page++) {
		const { items, hasOlder, problem } = thread.snapshot;
		const above = far ? items.length : items.filter(({ message }) => message && message.seq <= read).length;
		if (above >= ABOVE || !hasOlder || problem) return;
		await thread.loadOlder();
	}
}
