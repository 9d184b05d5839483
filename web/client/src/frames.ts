/** Which frames go over the WebSocket? See docs/protocol.md of the server. */

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
	Status,
	Timestamp,
	User,
	UserId,
} from "./model.js";

interface Of<T extends string> {
	type: T;
	conversation_id: ConversationId;
}

/** Frames that are answered. */
export type Request =
	| (Of<"send"> & Draft & { id: string })
	| (Of<"edit"> & { seq: Seq; body: unknown })
	| (Of<"recall" | "read"> & { seq: Seq })
	| (Of<"sync"> & { after_seq: Seq })
	| Of<"watch" | "unwatch">
	| { type: "token"; access_token: string }
	| { type: "ping" };

/** Frames that nobody answers. */
export type Notice =
	| (Of<"delivered"> & { seq: Seq })
	| (Of<"typing" | "view"> & { state: "start" | "stop" })
	| { type: "presence"; status: "away" | "online" };

/** A conversation in `hello`. */
export interface Summary {
	id: ConversationId;
	last_seq: Seq;
	read_seq: Seq;
	unread: number;
	status: Status;
}

export interface Hello {
	type: "hello";
	session_id: string;
	user: User;
	server_time: Timestamp;
	heartbeat_ms: number;
	max_frame_bytes: number;
	limits: Limits;
	conversations: Summary[];
	more: boolean;
}

export interface Ack {
	type: "ack";
	id: string;
	conversation_id?: ConversationId;
	seq?: Seq;
	head?: Seq;
	created_at?: Timestamp;
	duplicate?: boolean;
}

export type Events = Of<"events"> & { id: string; events: Message[]; head: Seq; more: boolean };

export type Answer = Ack | Events | { type: "pong"; id: string };

/** What comes without being asked for. `moved` is our own: the log of that conversation reaches to `seq` at least. */
export type News =
	| { type: "event"; event: Message }
	| (Of<"moved"> & { seq: Seq })
	| (Of<"receipt"> & Marks & { user_id: UserId })
	| (Of<"typing"> & { user_id: UserId; state: "start" | "stop" })
	| (Of<"viewers"> & { user_ids: UserId[] })
	| { type: "presence"; user_id: UserId; status: PresenceStatus; last_seen: Timestamp | null }
	| { type: "conversation"; conversation: Conversation };

export type Inbound =
	| Hello
	| Answer
	| News
	| ({ type: "error"; id?: string } & Problem)
	| { type: "bye"; reason: string; reconnect_after_ms: number };
