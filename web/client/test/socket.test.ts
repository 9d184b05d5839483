/** When does a client dial, wait, ping and give up? With the clock in the test's hands. */

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Connection, KefuOptions, TokenReason } from "../src/api.js";
import { SocketLink } from "../src/socket.js";
import { Tokens } from "../src/tokens.js";
import { asWebSocket, FakeSocket, tokenOf } from "./support/line.js";

beforeEach(() => {
	vi.useFakeTimers();
	FakeSocket.all = [];
	vi.spyOn(Math, "random").mockReturnValue(1);
});
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

interface Line {
	link: SocketLink;
	states: Connection["state"][];
}

async function dial(token: KefuOptions["token"] = "fixed", verify = async () => {}): Promise<Line> {
	const states: Connection["state"][] = [];
	const settings = { server: "https://chat.shop.example", userId: "shop:1", webSocket: asWebSocket };
	const link = new SocketLink(settings, new Tokens(token), verify, {
		connection: ({ state }) => states.push(state),
		hello: () => {},
		news: () => {},
	});
	link.connect();
	await vi.advanceTimersByTimeAsync(0);
	return { link, states };
}

const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

describe("dialling", () => {
	test("offers the token as a subprotocol, not in the address", async () => {
		await dial();
		expect(FakeSocket.last.url).toBe("wss://chat.shop.example/api/ws/shop%3A1");
		expect(FakeSocket.last.protocols).toEqual(["kefu.v1", "bearer.fixed"]);
	});

	test("waits twice as long each time, up to half a minute", async () => {
		const { link } = await dial();
		const waits: number[] = [];
		for (let n = 0; n < 7; n++) {
			FakeSocket.last.end(1006);
			await pass(0);
			if (link.connection.state !== "waiting") throw new Error(link.connection.state);
			waits.push(link.connection.retryAt - Date.now());
			await pass(waits.at(-1) ?? 0);
		}
		expect(waits).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000]);
	});

	test("begins anew after a connection that lasted a minute", async () => {
		const { link } = await dial();
		for (const [life, wait] of [
			[100, 1000],
			[100, 2000],
			[61_000, 1000],
		] as const) {
			FakeSocket.last.greet({ heartbeat_ms: 120_000 });
			for (let n = 0; n < life; n += 100) {
				await pass(100);
				FakeSocket.last.say({ type: "pong", id: "ping" });
			}
			FakeSocket.last.end(1006);
			expect(link.connection).toEqual({ state: "waiting", retryAt: Date.now() + wait });
			await pass(wait);
		}
	});

	test("does not wait when the page is seen again", async () => {
		const { link } = await dial();
		FakeSocket.last.greet();
		FakeSocket.last.end(1006);
		expect(FakeSocket.all).toHaveLength(1);
		link.wake();
		await pass(0);
		expect(FakeSocket.all).toHaveLength(2);
	});

	test("obeys `bye`, with a random part", async () => {
		const { link } = await dial();
		FakeSocket.last.greet();
		FakeSocket.last.say({ type: "bye", reason: "restart", reconnect_after_ms: 1000 });
		FakeSocket.last.end(1001);
		expect(link.connection).toEqual({ state: "waiting", retryAt: Date.now() + 2000 });
	});

	test("stops when the account is disabled", async () => {
		const { link } = await dial();
		FakeSocket.last.greet();
		FakeSocket.last.end(4403);
		await pass(3_600_000);
		expect(link.connection).toMatchObject({ state: "refused", problem: { code: "forbidden" } });
		expect(FakeSocket.all).toHaveLength(1);
	});
});

describe("a silent line", () => {
	test("is asked, and given up without an answer", async () => {
		const { link } = await dial();
		const [socket] = FakeSocket.all as [FakeSocket];
		socket.greet();
		await pass(25_000);
		expect(socket.sent).toEqual([{ type: "ping", id: "ping" }]);
		await pass(9000);
		expect(link.connection.state).toBe("online");
		await pass(1000);
		expect(socket.closed).toBe(true);
		expect(link.connection.state).toBe("waiting");
	});

	test("that answers stays", async () => {
		const { link } = await dial();
		const [socket] = FakeSocket.all as [FakeSocket];
		socket.greet();
		for (let n = 0; n < 100; n++) {
			await pass(5000);
			if (socket.sent.length > n / 6) socket.say({ type: "pong", id: "ping" });
		}
		expect(link.connection.state).toBe("online");
	});

	test("is asked at once on waking up, with less patience", async () => {
		const { link } = await dial();
		FakeSocket.last.greet();
		link.wake();
		expect(FakeSocket.last.sent).toHaveLength(1);
		await pass(3000);
		expect(link.connection.state).toBe("waiting");
	});

	test("rejects what was not answered", async () => {
		const { link } = await dial();
		FakeSocket.last.greet();
		const asked = link.ask({ type: "recall", conversation_id: 1, seq: 2 });
		const failed = expect(asked).rejects.toMatchObject({ problem: { code: "offline" } });
		FakeSocket.last.end(1006);
		await failed;
	});
});

describe("a token", () => {
	test("is renewed before it expires, on the same socket", async () => {
		const reasons: TokenReason[] = [];
		const next = tokenOf(7200, "second");
		const { link } = await dial(async (reason) => {
			reasons.push(reason);
			return reason === "start" ? tokenOf(600, "first") : next;
		});
		const [socket] = FakeSocket.all as [FakeSocket];
		socket.greet({ heartbeat_ms: 1_000_000 });
		for (let n = 0; n < 60; n++) {
			await pass(10_000);
			const asked = socket.sent.at(-1);
			if (typeof asked?.id === "string") socket.say({ type: "ack", id: asked.id });
		}
		const frame = socket.sent.find(({ type }) => type === "token");
		expect(frame).toMatchObject({ type: "token", access_token: next });
		expect(reasons).toEqual(["start", "expiring"]);
		expect(link.connection.state).toBe("online");
	});

	test("is replaced when the server refuses it, and the tries end when none will do", async () => {
		const reasons: TokenReason[] = [];
		let n = 0;
		const { link } = await dial(async (reason) => {
			reasons.push(reason);
			return `token ${n++}`;
		});
		for (let tries = 0; tries < 3; tries++) {
			FakeSocket.last.end(4401);
			await pass(0);
		}
		expect(reasons).toEqual(["start", "refused", "refused"]);
		expect(link.connection).toMatchObject({ state: "refused", problem: { code: "unauthorized" } });
	});
});
