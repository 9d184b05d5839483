/** Who may change which quick reply? The server decides; this only keeps buttons away that would fail. */

import type { QuickReply, User } from "@kefu/client";

type Who = Pick<User, "id" | "role">;

export function mayChangeReply(me: Who, reply: QuickReply): boolean {
	return me.role === "admin" || (reply.scope === "personal" && reply.owner_id === me.id);
}

/** A shared reply is for the whole desk, so an administrator keeps it. */
export function mayShareReplies(me: Who): boolean {
	return me.role === "admin";
}
