/** What can a page ask for over REST on which a customer chats? Every method takes an `AbortSignal` last and fails with a `KefuError`. */

import type { ConversationFilter, UploadOptions } from "./api.js";
import { type Bearer, Http, type Json } from "./http.js";
import type {
	Conversation,
	ConversationId,
	Message,
	Page,
	Seq,
	SignIn,
	Status,
	Timestamp,
	Upload,
	User,
	UserId,
} from "./model.js";
import { upload } from "./upload.js";

export interface RestOptions {
	server: string;
	/** Missing for what anybody may ask: `auth.login`, `visitor`, `health`. */
	token?: string | (() => string | Promise<string>) | Bearer;
	fetch?: typeof fetch;
}

export interface Paging {
	cursor?: string | null;
	/** 1 to 100; the server's default is 50. */
	limit?: number;
}

export interface NewConversation {
	kind: Conversation["kind"];
	participants?: UserId[];
	subject?: string | null;
	context?: Record<string, unknown> | null;
}
export type ConversationPatch = Partial<Pick<Conversation, "subject" | "status" | "assignee_id">>;
export type ConversationQuery = Omit<ConversationFilter, "status"> &
	Paging & { status?: Status; kind?: Conversation["kind"] };

export type Signal = AbortSignal | undefined;

export class ChatRest {
	readonly http: Http;

	constructor(options: RestOptions) {
		const ask = options.fetch ?? ((input: RequestInfo | URL, init?: RequestInit) => fetch(input, init));
		this.http = new Http(options.server.replace(/\/+$/, ""), bearerOf(options.token), ask);
	}

	/** A new anonymous buyer, where the server allows visitors. */
	static visitor(server: string, signal?: Signal): Promise<SignIn> {
		return new ChatRest({ server }).visitor(undefined, signal);
	}

	readonly tokens = {
		verify: (signal?: Signal) =>
			this.read<{ valid: true; expires_at: Timestamp; user: User }>("/auth/verify", undefined, signal),
		refresh: (signal?: Signal) => this.send<SignIn>("POST", "/auth/refresh", undefined, signal),
	};

	readonly conversations = {
		/** A new one, or the one there is. */
		open: (conversation: NewConversation, signal?: Signal) =>
			this.send<Conversation>("POST", "/conversations", { ...conversation }, signal),
		list: (query: ConversationQuery = {}, signal?: Signal) =>
			this.read<Page<Conversation>>("/conversations", query, signal),
		read: (id: ConversationId, signal?: Signal) => this.read<Conversation>(`/conversations/${id}`, undefined, signal),
		update: (id: ConversationId, patch: ConversationPatch, signal?: Signal) =>
			this.send<Conversation>("PATCH", `/conversations/${id}`, patch, signal),
		markRead: (id: ConversationId, seq: Seq, signal?: Signal) =>
			this.send<void>("POST", `/conversations/${id}/read`, { seq }, signal),
	};

	readonly messages = {
		/** In rising `seq`; the newest where no bound is given. */
		page: (
			query: { conversation_id: ConversationId; before_seq?: Seq; after_seq?: Seq; limit?: number },
			signal?: Signal,
		) => this.read<{ items: Message[]; head: Seq }>("/messages", query, signal),
	};

	/** The signal may stand in the options, too. */
	upload(file: Blob, options: UploadOptions = {}, signal: Signal = options.signal): Promise<Upload> {
		return upload(this.http, file, { ...options, ...(signal && { signal }) });
	}

	/** A new anonymous buyer of this server, or of another one. */
	visitor(server = this.http.server, signal?: Signal): Promise<SignIn> {
		if (server !== this.http.server) return new ChatRest({ server, fetch: this.http.fetch }).visitor(undefined, signal);
		return this.send("POST", "/auth/visitor", undefined, signal);
	}

	protected read<T>(path: string, query: object | undefined, signal: Signal): Promise<T> {
		return this.http.call(path, { ...(query && { query }), ...(signal && { signal }) });
	}

	protected send<T>(method: string, path: string, body: Json | undefined, signal: Signal): Promise<T> {
		return this.http.call(path, { method, ...(body && { body }), ...(signal && { signal }) });
	}
}

function bearerOf(token: RestOptions["token"]): Bearer {
	if (typeof token === "object") return token;
	const current = async () => (typeof token === "function" ? token() : token);
	return { current, refuse: () => false };
}
