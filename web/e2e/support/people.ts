/** People who talk past the browser: what they say and read goes over REST, straight to the server. */

import { randomBytes } from "node:crypto";
import type { TestServer } from "../../client/test/support/server.js";

export interface Entry {
	seq: number;
	sender_id: string | null;
	client_id: string | null;
	kind: string;
	body: { text?: string; upload_url?: string } | null;
}

export interface Credentials {
	username: string;
	password: string;
}

/** Somebody with a token. */
export class Person {
	constructor(
		private readonly server: TestServer,
		readonly id: string,
		readonly name: string,
		readonly token: string,
	) {}

	async ask<T>(method: string, path: string, body?: unknown): Promise<T> {
		return request<T>(this.server, method, path, { Authorization: `Bearer ${this.token}` }, body);
	}

	/** The open support conversation of this customer, which begins if there is none. */
	async support(subject?: string): Promise<number> {
		const { id } = await this.ask<{ id: number }>("POST", "/api/conversations", { kind: "support", subject });
		return id;
	}

	async direct(other: Person): Promise<number> {
		const participants = [other.id];
		return (await this.ask<{ id: number }>("POST", "/api/conversations", { kind: "direct", participants })).id;
	}

	async say(conversation_id: number, text: string, reply_to: number | null = null): Promise<Entry> {
		return this.ask("POST", "/api/messages", { conversation_id, kind: "text", body: { text }, reply_to });
	}

	/** All that the server holds of a conversation, first to last. */
	async log(conversation: number): Promise<Entry[]> {
		const entries: Entry[] = [];
		for (;;) {
			const after = entries.at(-1)?.seq ?? 0;
			const query = `conversation_id=${conversation}&after_seq=${after}&limit=100`;
			const page = await this.ask<{ items: Entry[]; head: number }>("GET", `/api/messages?${query}`);
			entries.push(...page.items);
			if ((entries.at(-1)?.seq ?? 0) >= page.head || page.items.length === 0) return entries;
		}
	}

	/** The texts among them. */
	async texts(conversation: number): Promise<string[]> {
		return (await this.log(conversation)).flatMap(({ kind, body }) =>
			kind === "text" && body?.text ? [body.text] : [],
		);
	}
}

/** A buyer or a merchant, there from now on. */
export async function arrive(server: TestServer, role: "buyer" | "merchant", username: string): Promise<Person> {
	const id = `${role}-${randomBytes(5).toString("hex")}`;
	const users = [{ id, role, username }];
	const path = "/api/users/ensure?tokens=true";
	const { items } = await request<{ items: { access_token: string }[] }>(server, "POST", path, {}, { users });
	return new Person(server, id, username, items[0]?.access_token ?? "");
}

/** As the shop's backend signs a customer in; with `visitor_token` the anonymous visitor's conversations come along. */
export async function identify(server: TestServer, user_id: string, visitor_token?: string): Promise<string> {
	const key = { "X-API-Key": server.apiKey() };
	const body = { user_id, visitor_token };
	return (await request<{ access_token: string }>(server, "POST", "/api/auth/tokens", key, body)).access_token;
}

/** The administrator, with a password to sign in with. */
export async function hireAdmin(server: TestServer): Promise<Person & Credentials> {
	const said = server.run("admin", "create", "--username", "admin");
	return signIn(server, { username: "admin", password: /^password: (.+)$/m.exec(said)?.[1] ?? "" });
}

/** A new member of the desk, with a password to sign in with. */
export async function hireAgent(server: TestServer, admin: Person, username: string): Promise<Person & Credentials> {
	const credentials = { username, password: randomBytes(12).toString("hex") };
	await admin.ask("POST", "/api/users", { ...credentials, role: "support" });
	return signIn(server, credentials);
}

async function signIn(server: TestServer, credentials: Credentials): Promise<Person & Credentials> {
	type SignedIn = { access_token: string; user: { id: string } };
	const { access_token, user } = await request<SignedIn>(server, "POST", "/api/auth/login", {}, credentials);
	return Object.assign(new Person(server, user.id, credentials.username, access_token), credentials);
}

async function request<T>(
	server: TestServer,
	method: string,
	path: string,
	headers: Record<string, string>,
	body: unknown,
): Promise<T> {
	const answer = await fetch(server.url + path, {
		method,
		headers: { ...headers, ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
	return (answer.status === 204 ? undefined : await answer.json()) as T;
}
