/** Which requests of this socket are not answered yet? */

import { KefuError, offline } from "./error.js";
import type { Answer, Inbound, News, Request } from "./frames.js";
import type { Message, UserId } from "./model.js";

/** The server reads at most eight requests of a socket at a time; this leaves half of them to `typing` and `token`. */
const READS = 4;
/** The server answers in seconds, or its line is dead. */
const PATIENCE = 30_000;

interface Waiting {
	request: Request;
	resolve: (answer: Answer) => void;
	reject: (error: KefuError) => void;
	timer?: ReturnType<typeof setTimeout>;
}

export class Asks {
	maxFrameBytes = 65_536;
	readonly #waiting = new Map<string, Waiting>();
	/** Requests that wait for one of the places. */
	readonly #queue: [string, Waiting][] = [];
	#reading = 0;
	#count = 0;

	constructor(
		private readonly userId: UserId,
		private readonly write: (text: string) => void,
		private readonly news: (news: News) => void,
		private readonly stuck: () => void,
	) {}

	ask(request: Request): Promise<Answer> {
		return new Promise((resolve, reject) => {
			const id = request.type === "send" ? request.id : `q${++this.#count}`;
			const waiting: Waiting = { request, resolve, reject };
			if (reads(request) && this.#reading >= READS) this.#queue.push([id, waiting]);
			else this.#put(id, waiting);
		});
	}

	/** Takes what is an answer; false where the frame is none of its business. */
	answer(frame: Inbound): boolean {
		if (frame.type !== "ack" && frame.type !== "events" && frame.type !== "pong" && frame.type !== "error")
			return false;
		const waiting = frame.id === undefined ? undefined : this.#take(frame.id);
		if (!waiting) return true;
		if (frame.type === "error") {
			const { code, detail, retry_after } = frame;
			waiting.reject(new KefuError({ code, detail, ...(retry_after !== undefined && { retry_after }) }));
			return true;
		}
		const news = this.#newsOf(waiting.request, frame);
		if (news) this.news(news);
		waiting.resolve(frame);
		return true;
	}

	/** The line is gone. */
	fail(): void {
		const lost = [...this.#waiting.values(), ...this.#queue.map(([, waiting]) => waiting)];
		this.#waiting.clear();
		this.#queue.length = this.#reading = 0;
		for (const { reject, timer } of lost) {
			clearTimeout(timer);
			reject(offline());
		}
	}

	#put(id: string, waiting: Waiting): void {
		const text = JSON.stringify({ ...waiting.request, id });
		if (text.length * 3 > this.maxFrameBytes && new TextEncoder().encode(text).length > this.maxFrameBytes) {
			waiting.reject(new KefuError({ code: "payload_too_large", detail: "The message is too long." }));
			return;
		}
		if (reads(waiting.request)) this.#reading++;
		waiting.timer = setTimeout(this.stuck, PATIENCE);
		this.#waiting.set(id, waiting);
		this.write(text);
	}

	#take(id: string): Waiting | undefined {
		const waiting = this.#waiting.get(id);
		if (!waiting) return undefined;
		this.#waiting.delete(id);
		clearTimeout(waiting.timer);
		if (reads(waiting.request)) this.#reading--;
		const next = this.#reading < READS ? this.#queue.shift() : undefined;
		if (next) this.#put(...next);
		return waiting;
	}

	/**
	 * The socket that writes to a log hears an `ack` instead of the event. A text is known in full, so it becomes the
	 * event; of the rest only the server knows how it looks, and `moved` makes everybody read it.
	 */
	#newsOf(request: Request, answer: Answer): News | null {
		if (answer.type !== "ack" || !("conversation_id" in request)) return null;
		const { type, conversation_id } = request;
		const seq = answer.seq;
		if (seq === undefined || (type !== "send" && type !== "edit" && type !== "recall")) return null;
		if (type !== "send" || request.kind !== "text" || answer.duplicate || !answer.created_at) {
			return { type: "moved", conversation_id, seq };
		}
		const event: Message = {
			conversation_id,
			seq,
			sender_id: this.userId,
			client_id: request.id,
			kind: "text",
			body: request.body,
			reply_to: request.reply_to ?? null,
			created_at: answer.created_at,
			edited_at: null,
			recalled_at: null,
		};
		return { type: "event", event };
	}
}

function reads(request: Request): boolean {
	return request.type === "sync" || request.type === "watch" || request.type === "unwatch";
}
