/** What happens when something comes in? It goes to all who keep a picture of it, and then to the application. */

import type { KefuEvents, KefuOptions } from "./api.js";
import { Directory } from "./directory.js";
import { Emitter } from "./emitter.js";
import { Feed } from "./feed.js";
import type { Hello, News } from "./frames.js";
import { canShare } from "./group.js";
import type { Link, LinkEvents } from "./link.js";
import type { LiveList } from "./list.js";
import { ReadMarks } from "./marks.js";
import type { ConversationId, Message, Timestamp, User, UserId } from "./model.js";
import { Outbox } from "./outbox.js";
import { Rest } from "./rest.js";
import { SharedLink } from "./shared.js";
import { SocketLink } from "./socket.js";
import { defaultOutbox } from "./storage.js";
import type { LiveThread } from "./thread.js";
import { Tokens } from "./tokens.js";
import { Views } from "./views.js";

/** Clocks differ, and an answer may have been under way: milliseconds that are read twice after a reconnect. */
const OVERLAP = 10_000;

export class Core {
	readonly rest: Rest;
	readonly userId: UserId;
	me: User | null = null;
	isAway = false;
	readonly emitter = new Emitter<KefuEvents>();
	readonly link: Link;
	readonly feed: Feed;
	readonly outbox: Outbox;
	readonly directory: Directory;
	readonly marks: ReadMarks;
	readonly views: Views;
	readonly threads = new Map<ConversationId, LiveThread>();
	readonly lists = new Set<LiveList>();
	private readonly tokens: Tokens;
	/** Conversations whose outbox changed in this turn. */
	private readonly touched = new Set<ConversationId>();
	/** The server's clock at the last `hello`. */
	private greetedAt: Timestamp | null = null;

	constructor(private readonly options: KefuOptions) {
		const { server, userId, token, fetch } = options;
		this.userId = userId;
		this.tokens = new Tokens(token);
		this.rest = new Rest({ server, token: this.tokens, ...(fetch && { fetch }) });
		this.link = this.openLink();
		this.feed = new Feed(
			(request) => this.link.ask(request),
			(entry) => this.tell(entry),
		);
		this.directory = this.openDirectory();
		this.marks = new ReadMarks(this.link);
		this.views = new Views(userId, this.link, this.feed, (id) => this.directory.get(id));
		this.outbox = this.openOutbox();
		void this.outbox.restore();
	}

	private openLink(): Link {
		const { server, userId, webSocket, backoff, shareSocket } = this.options;
		const settings = { server: server.replace(/\/+$/, ""), userId, webSocket, backoff };
		const open = (events: LinkEvents) => new SocketLink(settings, this.tokens, () => this.rest.auth.verify(), events);
		const events = {
			connection: () => this.turn(),
			hello: (hello: Hello) => this.greet(hello),
			news: (news: News) => this.hear(news),
		};
		if (!(shareSocket ?? typeof window === "object") || !canShare()) return open(events);
		return new SharedLink(`kefu ${settings.server} ${userId}`, open, {
			...events,
			greeting: (hello) => ({ ...hello, conversations: this.directory.summaries((id) => this.feed.head(id)) }),
			lead: () => void this.outbox.restore(),
			tab: (news) => this.outbox.hear(news),
		});
	}

	private openDirectory(): Directory {
		return new Directory({
			userId: this.userId,
			read: (id) => this.rest.conversations.read(id),
			page: (cursor) => this.rest.conversations.list({ cursor, limit: 100 }),
			changed: (conversation) => {
				this.threads.get(conversation.id)?.show(conversation);
				for (const list of this.lists) list.update(conversation);
			},
			stale: () => {
				for (const list of this.lists) void list.restart();
			},
			unread: (count) => this.emitter.emit("unread", count),
		});
	}

	private openOutbox(): Outbox {
		const { link, rest, feed } = this;
		return new Outbox({
			userId: this.userId,
			storage: this.options.outbox ?? defaultOutbox(),
			share: (news) => link.share(news),
			ask: (request) => link.ask(request),
			upload: (file, name, progress, signal) => {
				const onProgress = (sent: number, total: number) => progress(total > 0 ? sent / total : 1);
				return rest.upload(file, { ...(name !== undefined && { name }), onProgress, signal });
			},
			ready: () => link.leads && link.connection.state === "online",
			reached: (id, seq) => feed.reached(id, seq),
			changed: (id) => this.touch(id),
		});
	}

	private touch(id: ConversationId): void {
		this.threads.get(id)?.touch();
		if (this.touched.size === 0) queueMicrotask(() => this.tellTouched());
		this.touched.add(id);
	}

	private tellTouched(): void {
		const touched = [...this.touched];
		this.touched.clear();
		for (const conversationId of touched) {
			this.emitter.emit("outbox", { conversationId, pending: this.outbox.shelf.of(conversationId) });
		}
	}

	private turn(): void {
		const { connection } = this.link;
		if (connection.state === "online") {
			this.outbox.flush();
			this.marks.flush();
			this.views.restate();
			if (this.isAway) this.link.tell({ type: "presence", status: "away" });
			for (const thread of this.threads.values()) thread.resume();
			for (const list of this.lists) list.resume();
		}
		this.emitter.emit("connection", connection);
	}

	private greet(hello: Hello): void {
		this.me = hello.user;
		this.emitter.emit("me", hello.user);
		this.directory.hello(hello);
		this.feed.hello(hello);
		const since = this.greetedAt;
		this.greetedAt = new Date(Date.parse(hello.server_time) - OVERLAP).toISOString();
		if (since !== null && this.lists.size > 0) this.directory.refresh(since).catch(() => {});
	}

	private hear(news: News): void {
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
	private tell(entry: Message): void {
		const { conversation_id: id, sender_id, seq } = entry;
		const known = this.directory.get(id);
		this.directory.entry(entry);
		this.outbox.arrived(entry);
		this.threads.get(id)?.entry(entry);
		if (!known && this.lists.size > 0) this.directory.load(id).catch(() => {});
		const deliver = (this.options.confirmDelivery ?? true) && this.link.leads;
		if (deliver && sender_id !== null && sender_id !== this.userId) this.marks.markDelivered(id, seq);
		this.emitter.emit("entry", entry);
	}
}
