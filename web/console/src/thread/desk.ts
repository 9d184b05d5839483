/** What can a message do to the thread around it? */

import type { Conversation, Message, PublicUser, Seq, User, UserId } from "@kefu/client";

export interface Desk {
	conversation: Conversation | null;
	me: User;
	person: (id: UserId) => PublicUser | undefined;
	reply: (message: Message) => void;
	edit: (message: Message) => void;
	recall: (message: Message) => void;
	/** Goes to a message, wherever it is. */
	jump: (seq: Seq) => void;
	/** Shows its picture large. */
	look: (seq: Seq) => void;
	/** The text of what we recalled a moment ago. */
	recalledText: (seq: Seq) => string | undefined;
	/** Puts a text into the composer. */
	write: (text: string) => void;
	/** A message of the loaded part. */
	find: (seq: Seq) => Message | undefined;
}
