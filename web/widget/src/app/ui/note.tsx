/** A quiet line in the thread: who came, that it was closed, that a message was taken back. */

import type { Message } from "@kefu/client";
import type { Texts } from "../../locales/texts.js";
import { memberOf, type SessionSnapshot } from "../session/snapshot.js";
import { useSession, useSurface } from "./context.js";

export function Note({ message }: { message: Message }) {
	const { texts } = useSurface();
	const text = noteOf(message, useSession(), texts);
	return text ? (
		<p class="note" data-seq={message.seq}>
			{text}
		</p>
	) : null;
}

function noteOf(message: Message, { thread, me }: SessionSnapshot, texts: Texts): string | null {
	const nameOf = (id: string | null) => memberOf(thread, id)?.username ?? texts.anAgent;
	if (message.kind !== "system") {
		return message.sender_id === me ? texts.recalledByYou : texts.recalledBy(nameOf(message.sender_id));
	}
	const body = message.body;
	if (body.event === "joined") return texts.joined(nameOf(body.user_id));
	if (body.event === "assigned") return texts.assigned(nameOf(body.assignee_id));
	if (body.event === "status") return body.status === "closed" ? texts.closed : texts.reopened;
	return null;
}
