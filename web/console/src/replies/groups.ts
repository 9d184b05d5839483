/** Which quick replies does the page show, and under which headings? */

import type { QuickReply, UserId } from "@kefu/client";
import { matchReplies } from "./matching";

/** `others`: personal ones of somebody else, which only an administrator sees. */
export type ReplyScope = "all" | "personal" | "shared" | "others";

export interface ReplyFilter {
	query: string;
	scope: ReplyScope;
	/** Null shows every category. */
	category: string | null;
}

export interface ReplyGroup {
	/** Null for replies without one; they come last. */
	category: string | null;
	replies: QuickReply[];
}

export function scopeOf(reply: QuickReply, me: UserId): Exclude<ReplyScope, "all"> {
	if (reply.scope === "shared") return "shared";
	return reply.owner_id === me ? "personal" : "others";
}

export function filterReplies(replies: readonly QuickReply[], filter: ReplyFilter, me: UserId): QuickReply[] {
	const shown = replies.filter((reply) => {
		const inCategory = filter.category === null || reply.category === filter.category;
		return inCategory && (filter.scope === "all" || scopeOf(reply, me) === filter.scope);
	});
	return matchReplies(shown, filter.query.replace(/^\//, ""));
}

export function categoriesOf(replies: readonly QuickReply[]): string[] {
	const named = replies.map((reply) => reply.category).filter((category) => category !== null);
	return [...new Set(named)].sort((a, b) => a.localeCompare(b));
}

export function byCategory(replies: readonly QuickReply[]): ReplyGroup[] {
	const named = categoriesOf(replies).map((category) => ({
		category,
		replies: replies.filter((reply) => reply.category === category),
	}));
	const rest = replies.filter((reply) => reply.category === null);
	return rest.length === 0 ? named : [...named, { category: null, replies: rest }];
}
