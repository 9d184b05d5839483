/** What was done by whom? `GET /api/audit`, newest first. */

import type { Page, Rest, Timestamp } from "@kefu/client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useKefu } from "../session/hooks";

export interface AuditEntry {
	id: number;
	at: Timestamp;
	/** `key`: an API key; `cli`: the server's command line; `nobody`: a failed sign-in. */
	actor_kind: "user" | "key" | "cli" | "nobody";
	/** A user's id or a key's name. */
	actor_id: string | null;
	/** `role_changed`; names are in auditActions.ts. */
	action: string;
	/** A user's id, a key's name, or `conversation/seq`. */
	target: string | null;
	/** The network address it came from. */
	address: string | null;
	details: unknown;
}

export interface AuditFilter {
	actor: string;
	action: string;
	target: string;
}

const PAGE = 50;

export function useAudit({ actor, action, target }: AuditFilter, enabled: boolean) {
	const { rest } = useKefu();
	const asked = { actor: actor.trim(), action, target: target.trim() };
	const wanted = Object.fromEntries(Object.entries(asked).filter(([, text]) => text !== ""));
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
