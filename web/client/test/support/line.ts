/** A WebSocket without a network: the test is the server. */

import type { Hello, Inbound } from "../../src/frames.js";

export class FakeSocket {
	static all: FakeSocket[] = [];
	readonly sent: Record<string, unknown>[] = [];
	closed = false;
	onmessage: ((event: { data: unknown }) => void) | null = null;
	onclose: ((event: { code: number }) => void) | null = null;
	onerror: (() => void) | null = null;

	constructor(
		readonly url: string,
		readonly protocols: string[],
	) {
		FakeSocket.all.push(this);
	}

	static get last(): FakeSocket {
		const socket = FakeSocket.all.at(-1);
		if (!socket) throw new Error("No socket was opened");
		return socket;
	}

	send(text: string): void {
		this.sent.push(JSON.parse(text));
	}

	close(): void {
		this.closed = true;
	}

	say(frame: Inbound): void {
		this.onmessage?.({ data: JSON.stringify(frame) });
	}

	end(code: number): void {
		this.onclose?.({ code });
	}

	greet(more: Partial<Hello> = {}): void {
		this.say({
			type: "hello",
			session_id: "s1",
			user: {
				id: "b1",
				role: "buyer",
				username: "Alice",
				avatar: "",
				description: "",
				status: "online",
				last_seen: null,
				created_at: "2026-01-01T00:00:00.000Z",
				disabled: false,
			},
			server_time: new Date().toISOString(),
			heartbeat_ms: 25_000,
			max_frame_bytes: 65_536,
			limits: { recall_window_seconds: 120, max_text_bytes: 16_384, max_upload_bytes: 10_485_760 },
			conversations: [],
			more: false,
			...more,
		});
	}
}

export const asWebSocket = FakeSocket as unknown as typeof WebSocket;

/** A token of the given life, in seconds; nobody checks its signature here. */
export function tokenOf(life: number, name = "t"): string {
	const now = Math.floor(Date.now() / 1000);
	const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString("base64url");
	return `${part({ alg: "none" })}.${part({ sub: "b1", iat: now, exp: now + life, name })}.x`;
}
