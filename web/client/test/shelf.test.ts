/** Is what was seen there after a reload, whatever the storage does? */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OutboxStorage, Pending } from "../src/api.js";
import type { TabNews } from "../src/link.js";
import { Shelf } from "../src/shelf.js";
import { MemoryOutbox } from "../src/storage.js";
import { pending } from "./support/shapes.js";

/** A storage whose writes wait until they are let through, one after the other. */
class HeldStorage implements OutboxStorage {
	readonly stored: string[] = [];
	readonly #held: (() => void)[] = [];

	async load(): Promise<Pending[]> {
		return [];
	}

	put({ clientId }: Pending): Promise<void> {
		return new Promise((resolve) =>
			this.#held.push(() => {
				this.stored.push(clientId);
				resolve();
			}),
		);
	}

	async remove(): Promise<void> {}

	async letOne(): Promise<void> {
		await vi.waitFor(() => expect(this.#held.length).toBeGreaterThan(0));
		this.#held.shift()?.();
	}
}

function shelfOn(storage: OutboxStorage) {
	const told: string[] = [];
	const share = (news: TabNews) => void ("put" in news && told.push(news.put.clientId));
	const shelf = new Shelf({ userId: "b1", storage, share, changed: () => {} });
	return { shelf, told, shown: () => shelf.of(1).map(({ clientId }) => clientId) };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] }));
afterEach(() => void vi.useRealTimers());

// Catches: showing a message, or telling the other tabs, before its write is over.
test("a message is shown when it is durable, several in their order", async () => {
	const storage = new HeldStorage();
	const { shelf, told, shown } = shelfOn(storage);
	const all = ["a", "b", "c"].map((name) => shelf.keep(pending(name)));
	expect(shown()).toEqual([]);

	await storage.letOne();
	await all[0];

	expect(shown()).toEqual(["a"]);
	expect(told).toEqual(["a"]);
	await storage.letOne();
	await storage.letOne();
	await shelf.settle();
	expect(shown()).toEqual(["a", "b", "c"]);
	expect(storage.stored).toEqual(["a", "b", "c"]);
});

// Catches: a message that is shown after it was discarded.
test("what is discarded while it is written does not come back", async () => {
	const { shelf, told, shown } = shelfOn(new MemoryOutbox());
	const kept = shelf.keep(pending("a"));
	shelf.forget("a");
	shelf.remove("a");
	await kept;
	await shelf.settle();
	expect(shown()).toEqual([]);
	expect(told).toEqual([]);
});

// Catches: waiting for ever, or anew for each message, for a storage that does not answer.
test("a storage that never answers is waited for once", async () => {
	const storage: OutboxStorage = { load: async () => [], put: () => new Promise(() => {}), remove: async () => {} };
	const { shelf, shown } = shelfOn(storage);
	const first = shelf.keep(pending("a"));
	await vi.advanceTimersByTimeAsync(2999);
	expect(shown()).toEqual([]);
	await vi.advanceTimersByTimeAsync(1);
	await first;

	const second = shelf.keep(pending("b"));
	await vi.advanceTimersByTimeAsync(0);
	await second;

	expect(shown()).toEqual(["a", "b"]);
});
