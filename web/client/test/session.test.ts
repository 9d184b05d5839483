/** Tokens, limits and refusals: what does a client do when the server says no? Against the real server. */

import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { KefuOptions, TokenReason } from "../src/index.js";
import { type Client, clientOf, online, until } from "./support/people.js";
import { type Person, TestServer } from "./support/server.js";

let server: TestServer;
const open: Client[] = [];

beforeAll(async () => {
	// Five messages a second, ten at once.
	server = await TestServer.start({ MESSAGE_RATE_LIMIT: "5" });
});
afterEach(async () => {
	await Promise.all(open.splice(0).map(({ kefu }) => kefu.close()));
});
afterAll(() => server?.stop());

function join(person: Person, options: Partial<KefuOptions> = {}): Client {
	const client = clientOf(person, server.url, options);
	open.push(client);
	client.kefu.connect();
	return client;
}

async function people(): Promise<[Person, Person]> {
	const [buyer, merchant] = await server.people("buyer", "merchant");
	if (!buyer || !merchant) throw new Error("ensure answered too few");
	return [buyer, merchant];
}

describe("a token", () => {
	test("that was revoked is replaced by the callback", async () => {
		const [buyer] = await people();
		const key = server.apiKey();
		const reasons: TokenReason[] = [];
		const client = join(buyer, {
			token: async (reason) => {
				reasons.push(reason);
				return reason === "start" ? buyer.token : server.signIn(key, buyer.id);
			},
		});
		await online(client);

		await client.kefu.rest.auth.logout();

		await until("the new token was asked for", () => reasons.includes("refused"));
		await online(client);
		expect(reasons).toEqual(["start", "refused"]);
		await client.kefu.rest.auth.verify();
	});

	test("that nothing replaces ends the tries, until `connect`", async () => {
		const [buyer] = await people();
		const client = join(buyer);
		await online(client);

		await client.kefu.rest.auth.logout();

		await until("it gave up", () => client.kefu.connection.state === "refused");
		expect(client.kefu.connection).toMatchObject({ problem: { code: "unauthorized" } });
		client.kefu.connect();
		expect(client.kefu.connection.state).toBe("connecting");
		await until("it gave up again", () => client.kefu.connection.state === "refused");
	});

	test("that was never good is found out although the socket only says that it failed", async () => {
		const [buyer] = await people();
		const client = join({ ...buyer, token: "no.good.token" });
		await until("it gave up", () => client.kefu.connection.state === "refused");
	});

	test("that cannot be had at the moment is asked for again", async () => {
		const [buyer] = await people();
		let asked = 0;
		const client = join(buyer, {
			token: async () => {
				if (++asked < 3) throw new Error("The shop's backend is down");
				return buyer.token;
			},
		});
		await online(client);
		expect(asked).toBe(3);
	});
});

describe("messages", () => {
	// Catches: a limited message that is given up.
	test("that come too fast wait and arrive in order", async () => {
		const [b, m] = await people();
		const [buyer, merchant] = [join(b), join(m)];
		const { id } = await buyer.kefu.rest.conversations.open({ kind: "direct", participants: [m.id] });
		await Promise.all([online(buyer), online(merchant)]);

		const texts = Array.from({ length: 25 }, (_, n) => `message ${n}`);
		for (const text of texts) buyer.kefu.send(id, { kind: "text", body: { text } });

		await until("all arrived", () => merchant.entries.length === texts.length);
		expect(merchant.texts()).toEqual(texts);
	});

	/** Catches a file that is sent in full before anybody says that it is too large. */
	test("with a file that is too large fail before a byte of it is sent", async () => {
		const [b, m] = await people();
		const asked: string[] = [];
		const buyer = join(b, {
			fetch: (address, init) => {
				asked.push(String(address));
				return fetch(address, init);
			},
		});
		const { id } = await buyer.kefu.rest.conversations.open({ kind: "direct", participants: [m.id] });
		await online(buyer);
		const thread = buyer.kefu.thread(id);
		const pending = () => thread.snapshot.items.flatMap(({ pending }) => pending ?? []);

		buyer.kefu.sendFile(id, new Blob([new Uint8Array((buyer.kefu.limits?.max_upload_bytes ?? 0) + 1)]), {
			name: "a.bin",
		});

		await until("it failed", () => pending()[0]?.state === "failed");
		expect(pending()[0]?.problem?.code).toBe("payload_too_large");
		expect(asked.filter((address) => address.includes("/upload"))).toEqual([]);
	});

	test("that are refused wait for a decision and hold up nobody", async () => {
		const [b, m] = await people();
		const buyer = join(b);
		const { id } = await buyer.kefu.rest.conversations.open({ kind: "direct", participants: [m.id] });
		await online(buyer);
		const thread = buyer.kefu.thread(id);
		const pending = () => thread.snapshot.items.flatMap(({ pending }) => pending ?? []);

		const long = buyer.kefu.send(id, { kind: "text", body: { text: "x".repeat(20_000) } });
		const huge = buyer.kefu.send(id, { kind: "text", body: { text: "\u0001".repeat(16_000) } });
		buyer.kefu.send(id, { kind: "text", body: { text: "short" } });

		await until("the short one arrived", () => buyer.texts().includes("short"));
		expect(pending().map(({ state, problem }) => [state, problem?.code])).toEqual([
			["failed", "invalid"],
			["failed", "payload_too_large"],
		]);
		buyer.kefu.discard(huge.clientId);
		buyer.kefu.retry(long.clientId);
		await until("it was refused again", () => pending()[0]?.state === "failed");
		expect(pending().map(({ clientId }) => clientId)).toEqual([long.clientId]);
	});
});

describe("staff", () => {
	test("see a conversation live that they have not joined, over a reconnect too", async () => {
		const [b, m] = await people();
		const buyer = join(b);
		const admin = join(await server.admin());
		const { id } = await buyer.kefu.rest.conversations.open({ kind: "direct", participants: [m.id] });
		await Promise.all([online(buyer), online(admin)]);

		const leave = admin.kefu.view(id);
		const thread = admin.kefu.thread(id);
		await until("the thread is there", () => thread.snapshot.loading === null);
		buyer.kefu.send(id, { kind: "text", body: { text: "one" } });
		await until("it is told", () => admin.texts().includes("one"));
		await server.kill();
		await server.serve();
		await Promise.all([online(buyer), online(admin)]);
		buyer.kefu.send(id, { kind: "text", body: { text: "two" } });

		await until("it is told after the reconnect", () => admin.texts().includes("two"));
		expect(thread.snapshot.items.map(({ message }) => message?.body)).toEqual([{ text: "one" }, { text: "two" }]);
		leave();
	});

	test("see who else looks at a conversation", async () => {
		const admin = join(await server.admin("chief"));
		const login = { username: "Mia", password: "a long enough password" };
		const { id: userId } = await admin.kefu.rest.users.create({ ...login, role: "support" });
		const { access_token } = await admin.kefu.rest.auth.login(login.username, login.password);
		const agent = join({ id: userId, token: access_token });
		const [b] = await people();
		const buyer = join(b);
		const { id } = await buyer.kefu.rest.conversations.open({ kind: "support" });
		await Promise.all([online(admin), online(agent)]);

		const thread = admin.kefu.thread(id);
		admin.kefu.view(id);
		const leave = agent.kefu.view(id);
		await until("the other is seen", () => thread.snapshot.viewers.length > 0);
		expect(thread.snapshot.viewers).toEqual([userId]);
		leave();
		await until("the other is gone", () => thread.snapshot.viewers.length === 0);
	});
});
