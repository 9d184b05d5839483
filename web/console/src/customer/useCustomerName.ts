/** Who is the conversation on the screen with? */

import { useParams } from "react-router";
import { counterpartOf } from "../inbox/people";
import { useKefu, useMe } from "../session/hooks";

/** The username of the customer, or of the other one of a direct conversation; undefined where none is open. */
export function useCustomerName(): string | undefined {
	const kefu = useKefu();
	const me = useMe();
	const id = Number(useParams().conversationId);
	if (!Number.isSafeInteger(id) || id < 1) return undefined;
	const conversation = kefu.thread(id).snapshot.conversation;
	return conversation === null ? undefined : counterpartOf(conversation, me.id)?.username;
}
