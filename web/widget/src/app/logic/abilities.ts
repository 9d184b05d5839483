/** What may be done with a message? The rules of the server, so that nobody is offered what it refuses. */

import type { Message, UserId } from "@kefu/client";

/** A message that is about to get too old is not offered. */
const HASTE_MS = 2000;

export type Ability = "reply" | "copy" | "edit" | "recall";

/** `recallWindow`: seconds. */
export function abilitiesOf(message: Message, me: UserId | null, recallWindow: number, now = Date.now()): Ability[] {
	const isOwn = message.sender_id === me;
	const abilities: Ability[] = ["reply"];
	if (message.kind === "text") abilities.push("copy");
	if (isOwn && message.kind === "text") abilities.push("edit");
	if (isOwn && now - Date.parse(message.created_at) < recallWindow * 1000 - HASTE_MS) abilities.push("recall");
	return abilities;
}
