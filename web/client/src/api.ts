/** What an application sees of the client. `Kefu` in index.ts implements it; nothing here knows a page or a framework. */

import type { ChatRest } from "./chat-rest.js";
import type {
	Conversation,
	ConversationId,
	Draft,
	Limits,
	Marks,
	Message,
	PresenceStatus,
	Problem,
	Seq,
	Timestamp,
	Upload,
	User,
	UserId,
} from "./model.js";
import type { Rest } from "./rest.js";

/** Why a token is asked for: at the start, because the old one is about to expire, or because the server refused it. */
export type TokenReason = "start" | "expiring" | "refused";

export interface KefuOptions {
	/** Where the server is: `https://chat.shop.example`. */
	server: string;
	userId: UserId;
	/** A fixed token, or a function that gets one (from the storefront's backend, for example). */
	token: string | ((reason: TokenReason) => Promise<string>);
	/** Node 20 has none of its own: pass that of the package `ws`. */
	webSocket?: typeof WebSocket;
	fetch?: typeof fetch;
	/** Where unsent messages wait. IndexedDB in a browser, memory elsewhere. */
	outbox?: OutboxStorage;
	/** One socket for all tabs of this browser (true where Web Locks and BroadcastChannel are there). */
	shareSocket?: boolean;
	/** Tell senders that what arrives was delivered (true). */
	confirmDelivery?: boolean;
	/** Waits before the next try to connect, in milliseconds: doubled each time from `first` to `longest`, with jitter. */
	backoff?: { first: number; longest: number };
}

/** Keeps messages that are not acknowledged yet. Promises settle when what was asked is durable. */
export interface OutboxStorage {
	/** All of this user's, oldest first. */
	load(userId: UserId): Promise<Pending[]>;
	put(pending: Pending): Promise<void>;
	remove(clientId: string): Promise<void>;
}

/**
 * `idle` before `connect()`; `connecting`; `online` once `hello` came; `waiting` for the next try (see `retryAt`);
 * `refused`: no token is accepted, so nothing is tried until `connect()`; `closed` by `close()`.
 */
export type Connection =
	| { state: "idle" | "connecting" | "online" | "closed" }
	| { state: "waiting"; retryAt: number }
	| { state: "refused"; problem: Problem };

/** A message on its way. */
export interface Pending {
	clientId: string;
	conversationId: ConversationId;
	userId: UserId;
	draft: Draft;
	/** For a file that is still to be uploaded; `draft.body` is filled when it is. */
	file?: Blob;
	/** `queued` waits for the line; `failed` was refused for good and waits for `retry` or `discard`. */
	state: "queued" | "uploading" | "sending" | "failed";
	/** Of an upload: 0 to 1. */
	progress?: number;
	problem?: Problem;
	createdAt: Timestamp;
}

/** What `on` hears. Each listener gets the one value. */
export interface KefuEvents {
	connection: Connection;
	/** Ourselves, as `hello` told. */
	me: User;
	/**
	 * An entry of a log, own messages included. Of each conversation every entry after the place where this client began
	 * to look, once, in rising `seq`, over however many reconnects.
	 */
	entry: Message;
	receipt: { conversation_id: ConversationId; user_id: UserId } & Marks;
	typing: { conversation_id: ConversationId; user_id: UserId; typing: boolean };
	presence: { user_id: UserId; status: PresenceStatus; last_seen: Timestamp | null };
	/** Staff who look at a conversation right now (ourselves left out). */
	viewers: { conversation_id: ConversationId; user_ids: UserId[] };
	conversation: Conversation;
	/** Something in the outbox changed: all that waits of that conversation. */
	outbox: { conversationId: ConversationId; pending: Pending[] };
	/** Unread messages over all conversations of ours, where it changed. */
	unread: number;
}

export interface KefuClient {
	readonly connection: Connection;
	readonly me: User | null;
	/** What the server takes; null until the first `hello`. */
	readonly limits: Limits | null;
	readonly unread: number;
	/** REST with the same token; for everything that is not live. */
	readonly rest: Rest;

	/** Begins to connect, and again at once when it waits or was refused. */
	connect(): void;
	/** Ends the socket for good. What waits in the outbox stays there for the next client of this user. */
	close(): Promise<void>;

	/** Returns the function that ends it. A listener that throws disturbs nobody else. */
	on<E extends keyof KefuEvents>(event: E, listener: (value: KefuEvents[E]) => void): () => void;

	/** Everything one needs to show a conversation. The same object for the same id until it is closed. */
	thread(conversationId: ConversationId): Thread;
	/** A live list of conversations. */
	conversations(filter?: ConversationFilter): ConversationList;

	/**
	 * Puts a message into the outbox and returns at once; it is sent in order, and again until it is acknowledged. Threads show
	 * it when it is durable there, so that what was seen survives a reload.
	 */
	send(conversationId: ConversationId, draft: Draft, options?: SendOptions): Pending;
	/** As `send`, for a file: uploads it with progress first. Raster images become `image`, all else `file`. */
	sendFile(conversationId: ConversationId, file: File | Blob, options?: SendFileOptions): Pending;
	/** Settles when all that was sent so far is durable and shown: then its text need not be kept elsewhere. */
	kept(): Promise<void>;
	/** Tries a failed one again under the same `client_id`. */
	retry(clientId: string): void;
	discard(clientId: string): void;

	/** Rejects with a `KefuError`. */
	edit(
		conversationId: ConversationId,
		seq: Seq,
		body: Extract<Draft, { kind: "text" | "card" }>["body"],
	): Promise<void>;
	recall(conversationId: ConversationId, seq: Seq): Promise<void>;
	/** Read up to here; the highest of several counts, and it waits for the line if need be. */
	read(conversationId: ConversationId, seq: Seq): void;
	/** Call it at each key: `start` leaves every few seconds, `stop` by itself after five quiet ones. */
	typing(conversationId: ConversationId, typing?: boolean): void;
	/** Staff: this conversation is on the screen (others see it), and its events come although one has not joined. */
	view(conversationId: ConversationId): () => void;
	/** The user left the keyboard, or came back. */
	away(away: boolean): void;
	upload(file: Blob, options?: UploadOptions): Promise<Upload>;
}

/** What `createChat` gives: all that a customer's page needs, in less code. */
export type ChatClient = Omit<KefuClient, "rest" | "conversations" | "view" | "away"> & { readonly rest: ChatRest };

export interface SendOptions {
	/** Under which name it is stored, once however often it is sent; a new one if it is missing. */
	clientId?: string;
}

export interface SendFileOptions extends SendOptions {
	name?: string;
	reply_to?: Seq | null;
}

export interface UploadOptions {
	name?: string;
	onProgress?: (sent: number, total: number) => void;
	signal?: AbortSignal;
}

export interface ConversationFilter {
	status?: "open" | "snoozed" | "closed";
	/** `me`, `none` (waiting), or a user. */
	assignee?: "me" | "none" | UserId;
	unread?: boolean;
	q?: string;
	customer?: UserId;
}

/** Something to show: `snapshot` is a new object at each change, `subscribe` fits `useSyncExternalStore`. */
export interface Observable<S> {
	readonly snapshot: S;
	subscribe(listener: () => void): () => void;
	/** Ends its work when nobody needs it any more. */
	close(): void;
}

/** What stands in a thread: a stored message with its edits and recall applied, or one on its way. */
export type ThreadItem =
	| { key: string; message: Message; pending?: undefined }
	| { key: string; pending: Pending; message?: undefined };

export interface ThreadSnapshot {
	/** Oldest first; `edit` and `recall` entries are folded into their targets. Pending ones stand at the end. */
	items: ThreadItem[];
	conversation: Conversation | null;
	/** `empty` until the newest page is there. */
	loading: "first" | "older" | null;
	hasOlder: boolean;
	/** The last `seq` of the log. */
	head: Seq;
	/** Others who type right now. */
	typing: UserId[];
	/** Other staff who look at it right now. */
	viewers: UserId[];
	/** Marks of all members. */
	marks: ReadonlyMap<UserId, Marks>;
	problem: Problem | null;
}

export interface Thread extends Observable<ThreadSnapshot> {
	readonly conversationId: ConversationId;
	/** Loads the page before the oldest item. */
	loadOlder(): Promise<void>;
	/** Loads pages until this message is there; false where there is none. */
	reveal(seq: Seq): Promise<boolean>;
}

export interface ConversationListSnapshot {
	/** Newest activity first. */
	items: Conversation[];
	loading: boolean;
	hasMore: boolean;
	problem: Problem | null;
}

export interface ConversationList extends Observable<ConversationListSnapshot> {
	loadMore(): Promise<void>;
}

export type { KefuError } from "./error.js";
