/** Which conversations are on the screen? Staff see each other there, and hear of them without having joined. */

import { isMember } from "./directory.js";
import type { Feed } from "./feed.js";
import type { Link } from "./link.js";
import type { Conversation, ConversationId, UserId } from "./model.js";

interface View {
	count: number;
	release: () => void;
	watched: boolean;
}

export class Views {
	readonly #views = new Map<ConversationId, View>();

	constructor(
		private readonly userId: UserId,
		private readonly link: Link,
		private readonly feed: Feed,
		private readonly conversation: (id: ConversationId) => Conversation | undefined,
	) {}

	/** The function ends it; a conversation may be open twice. */
	open(id: ConversationId): () => void {
		const view = this.#views.get(id) ?? { count: 0, release: this.feed.hold(id), watched: false };
		this.#views.set(id, view);
		if (++view.count === 1) this.#start(id, view);
		let open = true;
		return () => {
			if (open && --view.count === 0) this.#end(id, view);
			open = false;
		};
	}

	/** A new line knows nothing of what the old one was told. */
	restate(): void {
		for (const [id, view] of this.#views) this.#start(id, view);
	}

	#start(id: ConversationId, view: View): void {
		this.link.tell({ type: "view", conversation_id: id, state: "start" });
		const known = this.conversation(id);
		view.watched = !known || !isMember(known, this.userId);
		if (!view.watched) return;
		// Refused to those who are no staff: they are members of what they see.
		this.link.ask({ type: "watch", conversation_id: id }).then(
			(answer) => {
				if (answer.type === "ack" && answer.head !== undefined) this.feed.look(id, answer.head);
			},
			() => {},
		);
	}

	#end(id: ConversationId, view: View): void {
		this.#views.delete(id);
		view.release();
		this.link.tell({ type: "view", conversation_id: id, state: "stop" });
		if (view.watched) this.link.ask({ type: "unwatch", conversation_id: id }).catch(() => {});
	}
}
