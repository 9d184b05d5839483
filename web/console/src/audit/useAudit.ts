/** What was done by whom? `GET /api/audit`, newest first. */

import type { Page, Rest, Timestamp, UserId } from "@kefu/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useKefu } from "../session/hooks";

export interface AuditEntry {
	id: number | string;
	at: Timestamp;
	/** Null for what happened without anybody signed in. */
	actor_id: UserId | null;
	/** `user.role_changed`. */
	action: string;
	target: string | null;
	/** The network address it came from. */
	address: string | null;
	details: unknown;
}

export interface AuditFilter {
	actor: string;
	action: string;
}

const PAGE = 50;

export function useAudit({ actor, action }: AuditFilter, enabled: boolean) {
	const { rest } = useKefu();
	const wanted = { ...(actor.trim() && { actor: actor.trim() }), ...(action.trim() && { action: action.trim() }) };
	return useInfiniteQuery({
		queryKey: ["audit", wanted],
		queryFn: ({ pageParam, signal }) => readAudit(rest, { ...wanted, cursor: pageParam, limit: PAGE }, signal),
		initialPageParam: null as string | null,
		getNextPageParam: (page) => page.next_cursor,
		enabled,
		retry: false,
	});
}

function readAudit(rest: Rest, query: object, signal: AbortSignal): Promise<Page<AuditEntry>> {
	return rest.http.call<Page<AuditEntry>>("/audit", { query, signal });
}
