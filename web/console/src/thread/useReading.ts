/** What is read, and what is new? Read is what stands at the end while somebody looks. */

import type { Conversation, Seq, ThreadSnapshot } from "@kefu/client";
import { useEffect, useState } from "react";
import { useAttention } from "../app/attention";
import { isMember } from "../inbox/people";
import { useKefu, useMe } from "../session/hooks";

/** Returns the mark after which everything is new, for as long as the divider stands. */
export function useReading(snapshot: ThreadSnapshot, atEnd: boolean): Seq | null {
	const kefu = useKefu();
	const me = useMe();
	const attentive = useAttention();
	const { conversation, head } = snapshot;
	const joined = conversation !== null && isMember(conversation, me.id);
	const id = conversation?.id;

	useEffect(() => {
		if (attentive && atEnd && joined && id !== undefined && head > 0) kefu.read(id, head);
	}, [kefu, attentive, atEnd, joined, id, head]);

	return useNewAfter(joined ? conversation : null, attentive);
}

/** Set by what came before one looked or while one looked away; it stays until one looks away with nothing new. */
function useNewAfter(conversation: Conversation | null, attentive: boolean): Seq | null {
	const [newAfter, setNewAfter] = useState<Seq | null | undefined>();
	const [seenAttentive, setSeenAttentive] = useState(attentive);
	const unread = (conversation?.unread ?? 0) > 0;

	if (conversation && newAfter === undefined) setNewAfter(unread ? conversation.read_seq : null);
	if (attentive !== seenAttentive) {
		setSeenAttentive(attentive);
		if (!attentive && !unread) setNewAfter(null);
	}
	if (conversation && newAfter === null && !attentive && unread) setNewAfter(conversation.read_seq);
	return newAfter ?? null;
}
