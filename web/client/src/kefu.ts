/** How do the parts make a client? */

import type {
	Connection,
	ConversationFilter,
	KefuClient,
	KefuEvents,
	KefuOptions,
	Pending,
	UploadOptions,
} from "./api.js";
import { Directory } from "./directory.js";
import { draftOf, trimmed } from "./draft.js";
import { Emitter } from "./emitter.js";
import { Feed } from "./feed.js";
import type { Hello, News } from "./frames.js";
import type { Link } from "./link.js";
import { LiveList } from "./list.js";
import { ReadMarks } from "./marks.js";
import type { ConversationId, Draft, Message, Seq, Timestamp, Upload, User } from "./model.js";
import { Outbox } from "./outbox.js";
import { Rest } from "./rest.js";
import { SocketLink } from "./socket.js";
import { defaultOutbox } from "./storage.js";
import { LiveThread } from "./thread.js";
import { Tokens } from "./tokens.js";
import { TypingSignal } from "./typing.js";
import { Views } from "./views.js";
import { onWake } from "./wake.js";

/** Clocks differ, and an answer may have been under way: milliseconds that are read twice after a reconnect. */
const OVERLAP = 10_000;

export class Kefu implements KefuClient {
	readonly rest: Rest;
	me: User | null = null;
	private readonly userId: string;
	private readonly emitter = new Emitter<KefuEvents>();
	private readonly link: Link;
	private readonly feed: Feed;
	private readonly outbox: Outbox;
	private readonly directory: Directory;
	private readonly marks: ReadMarks;
	private readonly signal: TypingSignal;
	private readonly views: Views;
	private readonly threads = new Map<ConversationId, LiveThread>();
	private readonly lists = new Set<LiveList>();
	private readonly sleep: () => void;
	private isAway = false;
	/** The server's clock when the line was last known to be up; null before the first `hello`. */
	private seenAt: Timestamp | null = null;
	private readonly tokens: Tokens;

	constructor(private readonly options: KefuOptions) {
		const { userId } = options;
		this.userId = userId;
		this.tokens = new Tokens(options.token);
		this.rest = new Rest({
			server: options.server,
			token: this.tokens,
			...(options.fetch && { fetch: options.fetch }),
		});
		this.link = this.openLink();
		const online = () => this.link.connection.state === "online";
		this.feed = new Feed(
			(request) => this.link.ask(request),
			(entry) => this.tellEntry(entry),
		);
		this.directory = this.openDirectory();
		this.marks = new ReadMarks({
			ask: (request) => this.link.ask(request),
			tell: (notice) => this.link.tell(notice),
			online,
		});
		this.signal = new TypingSignal((notice) => this.link.tell(notice));
		this.views = new Views(userId, this.link, this.feed, (id) => this.directory.get(id));
		this.outbox = this.openOutbox(online);
		this.sleep = onWake(() => this.link.wake());
		void this.outbox.restore();
	}

	get connection(): Connection {
		return this.link.connection;
	}

	get unread(): number {
		return this.directory.unread;
	}

	connect(): void {
		this.link.connect();
	}

	async close(): Promise<void> {
		this.sleep();
		this.signal.stop();
		this.marks.flush();
		this.marks.stop();
		this.link.close();
		await this.outbox.settle();
	}

	on<E extends keyof KefuEvents>(event: E, listener: (value: KefuEvents[E]) => void): () => void {
		return this.emitter.on(event, listener);
	}

	thread(conversationId: ConversationId): LiveThread {
		const known = this.threads.get(conversationId);
		if (known) return known;
		const thread = new LiveThread(conversationId, {
			userId: this.userId,
			directory: this.directory,
			page: (id, bounds, limit) => this.rest.messages.page({ conversation_id: id, ...bounds, limit }),
			follow: (id, head) => {
				this.feed.look(id, head);
				return this.feed.hold(id);
			},
			pending: (id) => this.outbox.of(id),
			closed: (closed) => {
				if (this.threads.get(conversationId) === closed) this.threads.delete(conversationId);
			},
		});
		this.threads.set(conversationId, thread);
		return thread;
	}

	conversations(filter: ConversationFilter = {}): LiveList {
		const query = { ...filter, ...(filter.assignee === "none" && { kind: "support" as const }) };
		const list = new LiveList(filter, {
			userId: this.userId,
			directory: this.directory,
			page: (cursor, limit) => this.rest.conversations.list({ ...query, cursor, limit }),
			closed: (closed) => void this.lists.delete(closed),
		});
		this.lists.add(list);
		return list;
	}

	send(conversationId: ConversationId, draft: Draft): Pending {
		this.typing(conversationId, false);
		return this.post(conversationId, trimmed(draft));
	}

	sendFile(conversationId: ConversationId, file: Blob, options: { name?: string; reply_to?: Seq } = {}): Pending {
		return this.post(conversationId, draftOf(file, options), file);
	}

	retry(clientId: string): void {
		this.outbox.retry(clientId);
	}

	discard(clientId: string): void {
		this.outbox.discard(clientId);
	}

	async edit(
		conversationId: ConversationId,
		seq: Seq,
		body: Extract<Draft, { kind: "text" | "card" }>["body"],
	): Promise<void> {
		await this.link.ask({ type: "edit", conversation_id: conversationId, seq, body });
	}

	async recall(conversationId: ConversationId, seq: Seq): Promise<void> {
		await this.link.ask({ type: "recall", conversation_id: conversationId, seq });
	}

	read(conversationId: ConversationId, seq: Seq): void {
		this.directory.readUpTo(conversationId, seq);
		this.marks.markRead(conversationId, seq);
	}

	typing(conversationId: ConversationId, typing = true): void {
		this.signal.set(conversationId, typing);
	}

	view(conversationId: ConversationId): () => void {
		return this.views.open(conversationId);
	}

	away(away: boolean): void {
		this.isAway = away;
		this.link.tell({ type: "presence", status: away ? "away" : "online" });
	}

	upload(file: Blob, options: UploadOptions = {}): Promise<Upload> {
		return this.rest.upload(file, options);
	}

	private openLink(): Link {
		const { server, userId, webSocket, backoff } = this.options;
		const settings = { server: server.replace(/\/+$/, ""), userId, webSocket, backoff };
		return new SocketLink(settings, this.tokens, () => this.rest.auth.verify(), {
			connection: (connection) => this.turn(connection),
			hello: (hello) => this.greet(hello),
			news: (news) => this.hear(news),
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

	private openOutbox(ready: () => boolean): Outbox {
		return new Outbox({
			userId: this.userId,
			storage: this.options.outbox ?? defaultOutbox(),
			ask: (request) => this.link.ask(request),
			upload: (file, name, progress, signal) =>
				this.rest.upload(file, {
					...(name !== undefined && { name }),
					onProgress: (sent, total) => progress(total > 0 ? sent / total : 1),
					signal,
				}),
			ready,
			reached: (id, seq) => this.feed.reached(id, seq),
			changed: (conversationId) => {
				this.threads.get(conversationId)?.touch();
				this.emitter.emit("outbox", { conversationId, pending: this.outbox.of(conversationId) });
			},
		});
	}

	private post(conversationId: ConversationId, draft: Draft, file?: Blob): Pending {
		const pending: Pending = {
			clientId: crypto.randomUUID(),
			conversationId,
			userId: this.userId,
			draft,
			state: "queued",
			createdAt: new Date().toISOString(),
			...(file && { file }),
		};
		this.outbox.add(pending);
		return pending;
	}

	private turn(connection: Connection): void {
		this.emitter.emit("connection", connection);
		if (connection.state !== "online") return;
		this.outbox.flush();
		this.marks.flush();
		this.views.restate();
		if (this.isAway) this.away(true);
		for (const thread of this.threads.values()) thread.resume();
		for (const list of this.lists) list.resume();
	}

	private greet(hello: Hello): void {
		this.me = hello.user;
		this.emitter.emit("me", hello.user);
		this.directory.hello(hello);
		this.feed.hello(hello);
		const since = this.seenAt;
		this.seenAt = new Date(Date.parse(hello.server_time) - OVERLAP).toISOString();
		if (since !== null && this.lists.size > 0) this.directory.refresh(since).catch(() => {});
	}

	private hear(news: News): void {
		if (news.type === "event") this.feed.take(news.event);
		else if (news.type === "moved") this.feed.moved(news.conversation_id, news.seq);
		else if (news.type === "typing") this.hearTyping(news.conversation_id, news.user_id, news.state === "start");
		else if (news.type === "viewers") this.seeViewers(news.conversation_id, news.user_ids);
		else if (news.type === "presence") this.emitter.emit("presence", news);
		else if (news.type === "receipt") {
			this.directory.receipt(news.conversation_id, news.user_id, news);
			this.emitter.emit("receipt", news);
		} else if (news.type === "conversation") {
			this.directory.put(news.conversation);
			this.emitter.emit("conversation", news.conversation);
		}
	}

	private tellEntry(entry: Message): void {
		const { conversation_id: id } = entry;
		const known = this.directory.get(id);
		this.directory.entry(entry);
		this.outbox.arrived(entry);
		this.threads.get(id)?.entry(entry);
		this.emitter.emit("entry", entry);
		if (!known && this.lists.size > 0) this.directory.load(id).catch(() => {});
		const deliver = this.options.confirmDelivery ?? true;
		if (deliver && entry.sender_id !== null && entry.sender_id !== this.userId) this.marks.markDelivered(id, entry.seq);
	}

	private hearTyping(conversation_id: ConversationId, user_id: string, typing: boolean): void {
		this.threads.get(conversation_id)?.hearTyping(user_id, typing);
		this.emitter.emit("typing", { conversation_id, user_id, typing });
	}

	private seeViewers(conversation_id: ConversationId, userIds: string[]): void {
		const user_ids = userIds.filter((userId) => userId !== this.userId);
		this.threads.get(conversation_id)?.seeViewers(user_ids);
		this.emitter.emit("viewers", { conversation_id, user_ids });
	}
}
