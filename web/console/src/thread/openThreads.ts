/** Which threads stay loaded? The last ones that were looked at, so that going back is instant. */

import type { ConversationId, KefuClient, Thread } from "@kefu/client";
import { useEffect } from "react";
import { useKefu } from "../session/hooks";

const KEPT = 12;

const recent = new WeakMap<KefuClient, ConversationId[]>();

function touch(kefu: KefuClient, id: ConversationId): void {
	const order = [id, ...(recent.get(kefu) ?? []).filter((other) => other !== id)];
	for (const old of order.slice(KEPT)) kefu.thread(old).close();
	recent.set(kefu, order.slice(0, KEPT));
}

export function useThread(id: ConversationId): Thread {
	const kefu = useKefu();
	useEffect(() => touch(kefu, id), [kefu, id]);
	return kefu.thread(id);
}
