/** What can an application do that shows lists too, or is staff's? All of `KefuClient`. */

import type { ConversationFilter, ConversationList, KefuClient, KefuOptions } from "./api.js";
import { Chat } from "./chat.js";
import { Claims } from "./claims.js";
import { Lists } from "./lists.js";
import type { ConversationId } from "./model.js";
import { Rest } from "./rest.js";
import { Views } from "./views.js";

export class Kefu extends Chat implements KefuClient {
	readonly #lists: Lists;
	readonly #views: Views;
	#isAway = false;

	constructor(options: KefuOptions) {
		super(options, {
			online: () => {
				this.#views.restate();
				this.#lists.resume();
				if (this.#isAway) this.away(true);
			},
			missed: (since) => void this.#lists.refresh(since).catch(() => {}),
			changed: (conversation) => this.#lists.update(conversation),
			entry: (entry) => this.#lists.entry(entry),
			rest: (asking) => new Rest(asking),
			counter: (link, tabs) => new Claims(link, tabs),
		});
		const { userId, link, feed, directory } = this.core;
		this.#lists = new Lists(this.core);
		this.#views = new Views(userId, link, feed, (id) => directory.get(id));
	}

	override get rest(): Rest {
		return this.core.rest as Rest;
	}

	override close(): Promise<void> {
		this.#lists.close();
		return super.close();
	}

	conversations(filter: ConversationFilter = {}): ConversationList {
		return this.#lists.open(filter);
	}

	view(conversationId: ConversationId): () => void {
		return this.#views.open(conversationId);
	}

	away(away: boolean): void {
		this.#isAway = away;
		this.core.link.tell({ type: "presence", status: away ? "away" : "online" });
	}
}
