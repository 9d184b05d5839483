/** Which quick replies are there? Loaded once for the picker, the page and `/shortcuts`, and again when one is changed. */

import type { QuickReply, Rest, User } from "@kefu/client";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useKefu, useMe } from "../session/hooks";

export const REPLIES_KEY = ["quick-replies"] as const;

const PAGE = 100;
/** More than anybody keeps at hand; an end, should a server never say so. */
const MOST_PAGES = 20;

/** Everything the server lets us see: of an administrator also the personal ones of others. */
export function useAllReplies() {
	const { rest } = useKefu();
	return useQuery({ queryKey: REPLIES_KEY, queryFn: ({ signal }) => loadAll(rest, signal), staleTime: 60_000 });
}

/** What we answer with: our own and the shared ones. */
export function useReplies(): { replies: QuickReply[]; loading: boolean; error: unknown } {
	const { data, isPending, error } = useAllReplies();
	const me = useMe();
	const replies = useMemo(() => (data ?? []).filter((reply) => isAtHand(reply, me)), [data, me]);
	return { replies, loading: isPending, error };
}

function isAtHand(reply: QuickReply, me: User): boolean {
	return reply.scope === "shared" || reply.owner_id === me.id;
}

async function loadAll(rest: Rest, signal: AbortSignal): Promise<QuickReply[]> {
	const all: QuickReply[] = [];
	let cursor: string | null = null;
	for (let page = 0; page < MOST_PAGES; page += 1) {
		const { items, next_cursor }: Awaited<ReturnType<Rest["quickReplies"]["list"]>> = await rest.quickReplies.list(
			{ limit: PAGE, cursor },
			signal,
		);
		all.push(...items);
		if (next_cursor === null) break;
		cursor = next_cursor;
	}
	return all;
}
