/** What goes over the wire: the shapes of REST and of the WebSocket, named as the server names them. */

export type UserId = string;
export type ConversationId = number;
/** The place of an entry in its conversation: 1, 2, 3 … without a gap. */
export type Seq = number;
/** RFC 3339, UTC, milliseconds. */
export type Timestamp = string;

export type Role = "buyer" | "merchant" | "support" | "admin";
export type Status = "open" | "snoozed" | "closed";
export type PresenceStatus = "online" | "away" | "offline";

/** What the server takes, as `hello` tells. */
export interface Limits {
	/** For so long after sending a message its sender may recall it; 0 is never, administrators always may. */
	recall_window_seconds: number;
	/** Of UTF-8, after trimming. */
	max_text_bytes: number;
	max_upload_bytes: number;
}

/** What anybody who shares a conversation may know of a user. */
export interface PublicUser {
	id: UserId;
	role: Role;
	username: string;
	/** A URL, or a path below the server. */
	avatar: string;
	description: string;
}

/** A user as seen by itself and by staff. */
export interface User extends PublicUser {
	status: PresenceStatus;
	last_seen: Timestamp | null;
	created_at: Timestamp;
	disabled: boolean;
}

export interface TextBody {
	text: string;
}

/** An image or a file; the server adds everything but `upload_url`. */
export interface FileBody {
	upload_url: string;
	name?: string;
	mime?: string;
	/** Bytes. */
	size?: number;
	/** Pixels. */
	width?: number;
	height?: number;
	thumbnail_url?: string;
}

/** A product or an order. */
export interface CardBody {
	type: "product" | "order";
	title: string;
	url?: string;
	image_url?: string;
	price?: string | number;
	currency?: string;
	fields?: { label: string; value: string }[];
	ref?: string;
}

export type SystemBody =
	| { event: "joined"; user_id: UserId }
	| { event: "assigned"; assignee_id: UserId | null; by: UserId }
	| { event: "status"; status: Status; by: UserId }
	| { event: "subject"; subject: string; by: UserId };

export type Draft = { reply_to?: Seq | null } & (
	| { kind: "text"; body: TextBody }
	| { kind: "image" | "file"; body: FileBody }
	| { kind: "card"; body: CardBody }
);

interface Logged {
	conversation_id: ConversationId;
	seq: Seq;
	/** Null for what the server wrote. */
	sender_id: UserId | null;
	client_id: string | null;
	reply_to: Seq | null;
	created_at: Timestamp;
	edited_at: Timestamp | null;
	/** Set: `body` is null, and the text and the file are gone. */
	recalled_at: Timestamp | null;
}

/** One entry of a conversation's log. */
export type Message = Logged &
	(
		| { kind: "text"; body: TextBody | null }
		| { kind: "image" | "file"; body: FileBody | null }
		| { kind: "card"; body: CardBody | null }
		| { kind: "system"; body: SystemBody }
		| { kind: "edit"; body: { target_seq: Seq; body: TextBody | CardBody | null } }
		| { kind: "recall"; body: { target_seq: Seq } }
	);

/** How far a member has got: 0 ≤ read ≤ delivered ≤ last. */
export interface Marks {
	delivered_seq: Seq;
	read_seq: Seq;
}

export interface Member extends Marks {
	user: PublicUser;
	joined_at: Timestamp;
}

export interface Conversation {
	id: ConversationId;
	kind: "direct" | "support";
	subject: string | null;
	status: Status;
	assignee_id: UserId | null;
	customer_id: UserId | null;
	context: Record<string, unknown> | null;
	members: Member[];
	last_seq: Seq;
	last_message: Message | null;
	last_activity_at: Timestamp;
	/** Of the reader: messages of others after `read_seq`. */
	unread: number;
	read_seq: Seq;
	created_at: Timestamp;
	closed_at: Timestamp | null;
}

export interface QuickReply {
	id: number;
	title: string;
	content: string;
	shortcut: string | null;
	category: string | null;
	scope: "personal" | "shared";
	owner_id: UserId | null;
	created_at: Timestamp;
	updated_at: Timestamp;
}

export interface Upload {
	url: string;
	name: string;
	mime: string;
	size: number;
	width?: number;
	height?: number;
	thumbnail_url?: string;
}

export interface Page<T> {
	items: T[];
	next_cursor: string | null;
}

export interface SignIn {
	access_token: string;
	token_type: "bearer";
	expires_at: Timestamp;
	user: User;
}

/** A refusal of the server (RFC 9457), or of the line to it (`code: "offline"`). */
export interface Problem {
	code:
		| "bad_request"
		| "unauthorized"
		| "forbidden"
		| "not_found"
		| "method_not_allowed"
		| "conflict"
		| "payload_too_large"
		| "unsupported_media_type"
		| "range_not_satisfiable"
		| "invalid"
		| "rate_limited"
		| "internal"
		| "unavailable"
		| "offline";
	/** A sentence for a person, in English. */
	detail: string;
	/** The HTTP status, where there was one. */
	status?: number;
	/** Seconds. */
	retry_after?: number;
	request_id?: string;
	/** Of `invalid`: what is wrong with which field. */
	errors?: { field: string; message: string }[];
}
