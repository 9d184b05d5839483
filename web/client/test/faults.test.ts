/**
 * The line breaks in every way: is each message in the log once, and does each application hear each entry once and in
 * order? Against the real server, through a proxy that cuts, resets and swallows.
 *
 * Each test names the breakage it catches; each was seen failing on a client broken in just that way.
 */

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { ConversationId, KefuOptions } from "../src/index.js";
import { BadNetwork } from "./support/network.js";
import { type Client, clientOf, online, until } from "./support/people.js";
import { type Person, TestServer } from "./support/server.js";

let server: TestServer;
let ending: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
	// Pings every second, so that a dead line is found in a second and not in half a minute.
	server = await TestServer.start({ WS_HEARTBEAT_SECONDS: "1" });
});
afterEach(async () => {
	const last = ending;
	ending = [];
	await Promise.all(last.map((end) => end()));
});
afterAll(() => server?.stop());

interface Scene {
	people: [Person, Person];
	buyer: Client;
	merchant: Client;
	id: ConversationId;
	proxy: BadNetwork;
}

/** A buyer and a merchant, both behind the proxy, online, with a conversation. */
async function scene(options: Partial<KefuOptions> = {}): Promise<Scene> {
	const [b, m] = await server.people("buyer", "merchant");
	if (!b || !m) throw new Error("ensure answered too few");
	const proxy = await BadNetwork.to(server.port);
	ending.push(() => proxy.close());
	const buyer = join(clientOf(b, proxy.url, options));
	const merchant = join(clientOf(m, proxy.url, options));
	const { id } = await clientOf(b, server.url).kefu.rest.conversations.open({ kind: "direct", participants: [m.id] });
	buyer.kefu.connect();
	merchant.kefu.connect();
	await Promise.all([online(buyer), online(merchant)]);
	return { people: [b, m], buyer, merchant, id, proxy };
}

function join(client: Client): Client {
	ending.push(() => client.kefu.close());
	return client;
}

/** Does it again and again until the work is over. */
async function whilst(work: Promise<unknown>, every: number, act: () => unknown): Promise<void> {
	let over = false;
	const end = () => {
		over = true;
	};
	work.then(end, end);
	while (!over) {
		await new Promise((done) => setTimeout(done, every * (0.5 + Math.random())));
		if (!over) await act();
	}
	await work;
}

const numbers = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name} ${n}`);

/** Both say `count` things, and the promise settles when both heard everything. */
async function talk({ buyer, merchant, id }: Scene, count: number, patience: number): Promise<void> {
	for (let n = 0; n < count; n++) {
		buyer.kefu.send(id, { kind: "text", body: { text: `b ${n}` } });
		merchant.kefu.send(id, { kind: "text", body: { text: `m ${n}` } });
		if (n % 10 === 0) await new Promise((done) => setTimeout(done, 5));
	}
	const all = 2 * count;
	await until("both heard everything", () => buyer.entries.length >= all && merchant.entries.length >= all, patience);
}

/** The log as the database has it. */
async function logOf(person: Person, id: ConversationId): Promise<string[]> {
	const { kefu } = clientOf(person, server.url);
	const texts: string[] = [];
	for (let after = 0; ; ) {
		const { items, head } = await kefu.rest.messages.page({ conversation_id: id, after_seq: after, limit: 100 });
		for (const { kind, body } of items) if (kind === "text" && body) texts.push(body.text);
		after = items.at(-1)?.seq ?? head;
		if (after >= head) return texts;
	}
}

function expectWhole({ buyer, merchant }: Scene, log: string[], count: number): void {
	const seqs = Array.from({ length: 2 * count }, (_, n) => n + 1);
	expect(buyer.entries.map(({ seq }) => seq)).toEqual(seqs);
	expect(merchant.entries.map(({ seq }) => seq)).toEqual(seqs);
	expect(merchant.texts()).toEqual(log);
	expect(buyer.texts()).toEqual(log);
	// Sent in this order, so it stands there in this order.
	expect(log.filter((text) => text.startsWith("b"))).toEqual(numbers("b", count));
	expect(log.filter((text) => text.startsWith("m"))).toEqual(numbers("m", count));
}

describe("a line that is cut", () => {
	// Catches: no resend after a reconnect (the test waits for ever), a new client_id on the resend (doubles in the
	// log), no sync after hello or after a gap (entries are missing).
	test("thousands of messages arrive once and in order", async () => {
		const all = await scene();
		const { proxy } = all;

		await whilst(talk(all, 1500, 120_000), 300, () => (Math.random() < 0.5 ? proxy.cut() : proxy.reset()));

		expect(proxy.accepted).toBeGreaterThan(10);
		expectWhole(all, await logOf(all.people[0], all.id), 1500);
	}, 150_000);

	// Catches: trusting the socket's own state (without pings the client waits for ever), and an ack that is not told
	// as an entry.
	test("a half-open line is found and replaced", async () => {
		const all = await scene();
		const { buyer, merchant, id, proxy } = all;

		proxy.stall();
		buyer.kefu.send(id, { kind: "text", body: { text: "are you there?" } });

		await until("it arrived over a new line", () => merchant.texts().includes("are you there?"), 15_000);
		await until("its sender knows", () => buyer.texts().includes("are you there?"));
		expect(await logOf(all.people[0], id)).toEqual(["are you there?"]);
	});

	// Catches: an ack that was swallowed and a resend under another name.
	test("messages that were swallowed half-way are there once", async () => {
		const all = await scene();
		await whilst(talk(all, 400, 90_000), 150, () => all.proxy.stall());
		expect(all.proxy.accepted).toBeGreaterThan(4);
		expectWhole(all, await logOf(all.people[0], all.id), 400);
	}, 120_000);

	// Catches: a handshake without a time limit.
	test("a connection that is accepted and stays silent is given up", async () => {
		const all = await scene();
		all.proxy.darken();
		all.proxy.cut();
		await until("it tries", () => all.buyer.kefu.connection.state === "connecting");
		all.proxy.light();
		all.buyer.kefu.send(all.id, { kind: "text", body: { text: "late" } });
		await until("it came through", () => all.merchant.texts().includes("late"), 40_000);
	});
});

describe("a server that dies", () => {
	// Catches: as the first test, and what is acked but not durable. Before its death the server says nothing.
	test("kill -9 and a new start in mid-conversation lose nothing", async () => {
		const all = await scene();
		let kills = 0;

		await whilst(talk(all, 1000, 150_000), 1200, async () => {
			if (++kills > 4) return;
			await server.kill();
			await server.serve();
		});

		expect(kills).toBeGreaterThan(1);
		expectWhole(all, await logOf(all.people[0], all.id), 1000);
	}, 180_000);

	// Catches: a `bye` that is not obeyed.
	test("a planned restart is waited out", async () => {
		const all = await scene();
		const states: number[] = [];
		all.buyer.kefu.on("connection", (now) => {
			if (now.state === "waiting") states.push(now.retryAt - Date.now());
		});

		await server.kill("SIGTERM");
		await until("it waits", () => states.length > 0);
		await server.serve();
		await Promise.all([online(all.buyer), online(all.merchant)]);

		// reconnect_after_ms is 1000; the backoff of this client would begin with 20.
		expect(states[0]).toBeGreaterThan(900);
		all.buyer.kefu.send(all.id, { kind: "text", body: { text: "back" } });
		await until("it arrived", () => all.merchant.texts().includes("back"));
	});
});
