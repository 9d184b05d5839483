/** Clients as an application would make them, and what they heard. */

import { WebSocket } from "ws";
import { createKefu, type KefuClient, type KefuOptions, type Message } from "../../src/index.js";
import type { Person } from "./server.js";

export interface Client {
	kefu: KefuClient;
	/** Every entry that was told, in that order. */
	entries: Message[];
	texts(): string[];
}

export function clientOf(person: Person, server: string, options: Partial<KefuOptions> = {}): Client {
	const kefu = createKefu({
		server,
		userId: person.id,
		token: person.token,
		webSocket: WebSocket as unknown as typeof globalThis.WebSocket,
		backoff: { first: 20, longest: 200 },
		...options,
	});
	const entries: Message[] = [];
	kefu.on("entry", (entry) => entries.push(entry));
	return { kefu, entries, texts: () => entries.map(textOf) };
}

export function textOf(entry: Message): string {
	return entry.kind === "text" && entry.body ? entry.body.text : `<${entry.kind}>`;
}

/** Settles when it is true; fails with what it was waiting for. */
export async function until(what: string, isTrue: () => boolean, patience = 20_000): Promise<void> {
	const end = Date.now() + patience;
	while (!isTrue()) {
		if (Date.now() > end) throw new Error(`It did not happen within ${patience / 1000} s: ${what}`);
		await new Promise((done) => setTimeout(done, 10));
	}
}

export const online = ({ kefu }: Client) => until("the client is online", () => kefu.connection.state === "online");

/** As `until`, for what has to be asked elsewhere. */
export async function untilAsync(what: string, isTrue: () => Promise<boolean>, patience = 20_000): Promise<void> {
	const end = Date.now() + patience;
	while (!(await isTrue())) {
		if (Date.now() > end) throw new Error(`It did not happen within ${patience / 1000} s: ${what}`);
		await new Promise((done) => setTimeout(done, 20));
	}
}
