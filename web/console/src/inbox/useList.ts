/** What does a list hold right now? */

import type { ConversationFilter, ConversationList, ConversationListSnapshot } from "@kefu/client";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { useKefu } from "../session/hooks";
import { giveListBack, takeList } from "./shelf";

const NOTHING: ConversationListSnapshot = { items: [], loading: true, hasMore: false, problem: null };

export interface OpenList extends ConversationListSnapshot {
	loadMore: () => void;
}

/** Opens the list while the component is mounted; null opens none. */
export function useList(filter: ConversationFilter | null): OpenList {
	const kefu = useKefu();
	const [open, setOpen] = useState<{ key: string; list: ConversationList } | null>(null);
	const key = filter && JSON.stringify(filter);

	useEffect(() => {
		if (!key) return setOpen(null);
		setOpen({ key, list: takeList(kefu, key) });
		return () => giveListBack(kefu, key);
	}, [kefu, key]);

	const list = open && open.key === key ? open.list : null;
	const subscribe = useCallback((listener: () => void) => list?.subscribe(listener) ?? (() => {}), [list]);
	const snapshot = useSyncExternalStore(subscribe, () => list?.snapshot ?? NOTHING);
	const loadMore = useCallback(() => void list?.loadMore(), [list]);
	return { ...snapshot, loadMore };
}
