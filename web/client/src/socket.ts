/** How does a client get to the server and stay there? One WebSocket, opened again whenever it is lost. */

import type { Connection, KefuOptions } from "./api.js";
import { Asks } from "./asks.js";
import { Backoff } from "./backoff.js";
import { KefuError, offline, problemOf } from "./error.js";
import type { Answer, Hello, Inbound, Notice, Request } from "./frames.js";
import type { Link, LinkEvents } from "./link.js";
import type { Problem } from "./model.js";
import { Pulse } from "./pulse.js";
import { Renewal } from "./renewal.js";
import type { Tokens } from "./tokens.js";

/** Milliseconds from the first try to `hello`. */
const HANDSHAKE = 15_000;
/** Milliseconds for the answer to a ping when there is reason for doubt. */
const DOUBT = 3000;
/** Tokens refused one after the other until it is clear that none will do. */
const REFUSALS = 3;
const UNAUTHORIZED = 4401;
const DISABLED = 4403;

type Settings = Pick<KefuOptions, "userId" | "webSocket" | "backoff"> & { server: string };

export class SocketLink implements Link {
	readonly leads = true;
	connection: Connection = { state: "idle" };
	#socket: WebSocket | null = null;
	/** Counts tries, so that what an abandoned one still does is not taken for the present one's. */
	#turn = 0;
	#refusals = 0;
	#bye: number | null = null;
	#retry: ReturnType<typeof setTimeout> | undefined;
	readonly #renewal: Renewal;
	readonly #backoff: Backoff;
	readonly #asks: Asks;
	readonly #pulse: Pulse;

	constructor(
		private readonly settings: Settings,
		private readonly tokens: Tokens,
		/** Asks the server over HTTP whether the token is good: a browser does not tell why a socket was refused. */
		private readonly verify: () => Promise<unknown>,
		private readonly events: LinkEvents,
	) {
		this.#backoff = new Backoff(settings.backoff);
		const lost = () => this.#drop();
		this.#asks = new Asks(
			settings.userId,
			(text) => this.#socket?.send(text),
			(news) => events.news(news),
			lost,
		);
		this.#pulse = new Pulse(() => this.#socket?.send('{"type":"ping","id":"ping"}'), lost);
		this.#renewal = new Renewal(tokens, (token) => this.#asks.ask({ type: "token", access_token: token }));
	}

	connect(): void {
		const { state } = this.connection;
		if (state === "connecting" || state === "online" || state === "closed") return;
		this.#refusals = 0;
		this.tokens.accept();
		this.#backoff.reset();
		void this.#open();
	}

	wake(): void {
		const { state } = this.connection;
		if (state === "waiting") void this.#open();
		else if (state === "online") this.#pulse.check(DOUBT);
	}

	ask(request: Request): Promise<Answer> {
		return this.connection.state === "online" ? this.#asks.ask(request) : Promise.reject(offline());
	}

	tell(notice: Notice): void {
		if (this.connection.state === "online") this.#socket?.send(JSON.stringify(notice));
	}

	/** There are no others. */
	share(): void {}

	close(): void {
		this.#turn++;
		this.#leave();
		this.#become({ state: "closed" });
	}

	#become(connection: Connection): void {
		this.connection = connection;
		this.events.connection(connection);
	}

	async #open(): Promise<void> {
		clearTimeout(this.#retry);
		const turn = ++this.#turn;
		this.#become({ state: "connecting" });
		try {
			const token = await this.tokens.current();
			if (turn === this.#turn) this.#dial(token);
		} catch (error) {
			if (turn === this.#turn) this.#fail(error);
		}
	}

	#dial(token: string): void {
		const { server, userId } = this.settings;
		const url = `${server.replace(/^http/, "ws")}/api/ws/${encodeURIComponent(userId)}`;
		const socket = new (this.settings.webSocket ?? WebSocket)(url, ["kefu.v1", `bearer.${token}`]);
		this.#socket = socket;
		this.#retry = setTimeout(() => this.#drop(), HANDSHAKE);
		socket.onmessage = (event: { data: unknown }) => this.#socket === socket && this.#hear(String(event.data), token);
		socket.onclose = (event: { code: number }) => this.#socket === socket && this.#lost(event.code, token);
		socket.onerror = () => {};
	}

	#hear(text: string, token: string): void {
		const frame = JSON.parse(text) as Inbound;
		this.#pulse.heard();
		if (this.#asks.answer(frame)) return;
		if (frame.type === "hello") this.#greet(frame, token);
		else if (frame.type === "bye") this.#bye = frame.reconnect_after_ms;
		else if (frame.type !== "ack" && frame.type !== "events" && frame.type !== "pong" && frame.type !== "error") {
			this.events.news(frame);
		}
	}

	#greet(hello: Hello, token: string): void {
		clearTimeout(this.#retry);
		this.#refusals = 0;
		this.#backoff.succeeded();
		this.#asks.maxFrameBytes = hello.max_frame_bytes;
		this.tokens.skew = Date.parse(hello.server_time) - Date.now();
		this.#pulse.start(hello.heartbeat_ms);
		this.#renewal.start(token);
		this.connection = { state: "online" };
		this.events.hello(hello);
		this.#become(this.connection);
	}

	/** Lets go of a socket that does not answer; its own goodbye could take minutes. */
	#drop(): void {
		const turn = ++this.#turn;
		this.#leave();
		if (turn === this.#turn) this.#wait();
	}

	#leave(): void {
		const socket = this.#socket;
		this.#socket = null;
		clearTimeout(this.#retry);
		this.#renewal.stop();
		this.#pulse.stop();
		socket?.close();
		this.#asks.fail();
	}

	#lost(code: number, token: string): void {
		const greeted = this.connection.state === "online";
		this.#leave();
		const bye = this.#bye;
		this.#bye = null;
		if (code === DISABLED) this.#refuse({ code: "forbidden", detail: "This account is disabled." });
		else if (code === UNAUTHORIZED) this.#refuseToken(token);
		else if (bye !== null) this.#wait(bye * (1 + Math.random()));
		else if (greeted) this.#wait();
		else void this.#inquire();
	}

	/** The socket did not even open: is it the line, or the token? */
	async #inquire(): Promise<void> {
		const turn = ++this.#turn;
		try {
			await this.verify();
			if (turn === this.#turn) this.#wait();
		} catch (error) {
			if (turn === this.#turn) this.#fail(error);
		}
	}

	#refuseToken(token: string): void {
		const detail = "The server does not accept the token.";
		if (this.tokens.refuse(token) && ++this.#refusals < REFUSALS) void this.#open();
		else this.#refuse({ code: "unauthorized", detail });
	}

	#fail(error: unknown): void {
		const problem = problemOf(error);
		if (error instanceof KefuError && problem.code === "unauthorized") this.#refuse(problem);
		else this.#wait((problem.retry_after ?? 0) * 1000);
	}

	#refuse(problem: Problem): void {
		this.#become({ state: "refused", problem });
	}

	#wait(least = 0): void {
		const wait = Math.max(this.#backoff.next(), least);
		clearTimeout(this.#retry);
		this.#retry = setTimeout(() => void this.#open(), wait);
		this.#become({ state: "waiting", retryAt: Date.now() + wait });
	}
}
