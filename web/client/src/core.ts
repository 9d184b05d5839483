/** What happens when something comes in? It goes to all who keep a picture of it, and then to the application. */

import type { KefuEvents, KefuOptions } from "./api.js";
import { ChatRest, type RestOptions } from "./chat-rest.js";
import { Directory } from "./directory.js";
import { Emitter } from "./emitter.js";
import { KefuError } from "./error.js";
import { Feed } from "./feed.js";
import type { Hello, News } from "./frames.js";
import { canShare } from "./group.js";
import type { Link, LinkEvents, OpenCounter } from "./link.js";
import { ReadMarks } from "./marks.js";
import type { Conversation, ConversationId, Limits, Message, Timestamp, User, UserId } from "./model.js";
import { Outbox } from "./outbox.js";
import { SharedLink } from "./shared.js";
import { SocketLink } from "./socket.js";
import { defaultOutbox } from "./storage.js";
import type { LiveThread } from "./thread.js";
import { Tokens } from "./tokens.js";

/** What only some applications need, so that the others do not load it. */
export interface Extra {
	/** The line is up. */
	online(): void;
	/** It was up before, and everything may have changed since `since`. */
	missed(since: Timestamp): void;
	changed(conversation: Conversation): void;
	entry(entry: Message): void;
	/** What else can be asked for. */
	rest(options: RestOptions): ChatRest;
	/** What several tabs want of one socket, where they want different things. */
	counter: OpenCounter;
}

export class Core {
	readonly rest: ChatRest;
	readonly userId: UserId;
	me: User | null = null;
	limits: Limits | null = null;
	readonly emitter = new Emitter<KefuEvents>();
	readonly link: Link;
	readonly feed: Feed;
	readonly outbox: Outbox;
	readonly directory: Directory;
	readonly marks: ReadMarks;
	readonly threads = new Map<ConversationId, LiveThread>();
	readonly #tokens: Tokens;
	/** Conversations whose outbox changed in this turn. */
	readonly #touched = new Set<ConversationId>();
	/** The server's clock at the last `hello`. */
	#greetedAt: Timestamp | null = null;

	constructor(
		private readonly options: KefuOptions,
		/** Made first of all, and told of everything. */
		private readonly extra: Extra | null,
	) {
		const { server, userId, token, fetch } = options;
		this.userId = userId;
		this.#tokens = new Tokens(token);
		const asking = { server, token: this.#tokens, ...(fetch && { fetch }) };
		this.rest = this.extra?.rest(asking) ?? new ChatRest(asking);
		this.link = this.#openLink();
		this.feed = new Feed(
			(request) => this.link.ask(request),
			(entry) => this.#tell(entry),
		);
		this.directory = this.#openDirectory();
		this.marks = new ReadMarks(this.link);
		this.outbox = this.#openOutbox();
		void this.outbox.restore();
	}

	#openLink(): Link {
		const { server, userId, webSocket, backoff, shareSocket } = this.options;
		const settings = { server: server.replace(/\/+$/, ""), userId, webSocket, backoff };
		const open = (events: LinkEvents) =>
			new SocketLink(settings, this.#tokens, () => this.rest.tokens.verify(), events);
		const events = {
			connection: () => this.#turn(),
			hello: (hello: Hello) => this.#greet(hello),
			news: (news: News) => this.#hear(news),
		};
		if (!(shareSocket ?? typeof window === "object") || !canShare()) return open(events);
		return new SharedLink(`kefu ${settings.server} ${userId}`, open, {
			...events,
			greeting: (hello) => ({ ...hello, conversations: this.directory.summaries((id) => this.feed.head(id)) }),
			lead: () => void this.outbox.restore(),
			counter: this.extra?.counter ?? plainCounter,
			tab: (news) => this.outbox.hear(news),
		});
	}

	#openDirectory(): Directory {
		return new Directory({
			userId: this.userId,
			read: (id) => this.rest.conversations.read(id),
			changed: (conversation) => {
				this.threads.get(conversation.id)?.show(conversation);
				this.extra?.changed(conversation);
			},
			unread: (count) => this.emitter.emit("unread", count),
		});
	}

	#openOutbox(): Outbox {
		const { link, rest, feed } = this;
		return new Outbox({
			userId: this.userId,
			storage: this.options.outbox ?? defaultOutbox(),
			share: (news) => link.share(news),
			ask: (request) => link.ask(request),
			upload: async (file, name, progress, signal) => {
				// Known before a byte of it is sent.
				if (file.size > (this.limits?.max_upload_bytes ?? Infinity)) {
					throw new KefuError({ code: "payload_too_large", detail: "The file is larger than the server takes." });
				}
				const onProgress = (sent: number, total: number) => progress(total > 0 ? sent / total : 1);
				return rest.upload(file, { ...(name !== undefined && { name }), onProgress, signal });
			},
			ready: () => link.leads && link.connection.state === "online",
			reached: (id, seq) => feed.reached(id, seq),
			changed: (id) => this.#touch(id),
		});
	}

	#touch(id: ConversationId): void {
		this.threads.get(id)?.touch();
		if (this.#touched.size === 0) queueMicrotask(() => this.#tellTouched());
		this.#touched.add(id);
	}

	#tellTouched(): void {
		const touched = [...this.#touched];
		this.#touched.clear();
		for (const conversationId of touched) {
			this.emitter.emit("outbox", { conversationId, pending: this.outbox.shelf.of(conversationId) });
		}
	}

	#turn(): void {
		const { connection } = this.link;
		if (connection.state === "online") {
			this.outbox.flush();
			this.marks.flush();
			for (const thread of this.threads.values()) thread.resume();
			this.extra?.online();
		}
		this.emitter.emit("connection", connection);
	}

	#greet(hello: Hello): void {
		this.me = hello.user;
		this.limits = hello.limits;
		this.emitter.emit("me", hello.user);
		this.directory.hello(hello);
		this.feed.hello(hello);
		const since = this.#greetedAt;
		this.#greetedAt = hello.server_time;
		if (since !== null) this.extra?.missed(since);
	}

	#hear(news: News): void {
		if (news.type === "event") this.feed.take(news.event);
		else if (news.type === "moved") this.feed.moved(news.conversation_id, news.seq);
		else if (news.type === "presence") this.emitter.emit("presence", news);
		else if (news.type === "receipt") {
			this.directory.receipt(news.conversation_id, news.user_id, news);
			this.emitter.emit("receipt", news);
		} else if (news.type === "conversation") {
			this.directory.put(news.conversation);
			this.emitter.emit("conversation", news.conversation);
		} else if (news.type === "typing") {
			const { conversation_id, user_id, state } = news;
			this.threads.get(conversation_id)?.hearTyping(user_id, state === "start");
			this.emitter.emit("typing", { conversation_id, user_id, typing: state === "start" });
		} else if (news.type === "viewers") {
			const user_ids = news.user_ids.filter((userId) => userId !== this.userId);
			this.threads.get(news.conversation_id)?.seeViewers(user_ids);
			this.emitter.emit("viewers", { conversation_id: news.conversation_id, user_ids });
		}
	}

	/** An entry, once and in its place. */
	#tell(entry: Message): void {
		const { conversation_id: id, sender_id, seq } = entry;
		this.directory.entry(entry);
		this.outbox.arrived(entry);
		this.threads.get(id)?.entry(entry);
		this.extra?.entry(entry);
		const deliver = (this.options.confirmDelivery ?? true) && this.link.leads;
		if (deliver && sender_id !== null && sender_id !== this.userId) this.marks.markDelivered(id, seq);
		this.emitter.emit("entry", entry);
	}
}

/** All tabs want the same: nothing has to be added up. */
const plainCounter: OpenCounter = (link) => ({
	ask: (_, request) => link.ask(request),
	tell: (_, notice) => link.tell(notice),
	drop: () => {},
});
