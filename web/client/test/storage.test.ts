/** What is in the outbox after a reload? */

import "fake-indexeddb/auto";
import { describe, expect, test } from "vitest";
import type { OutboxStorage } from "../src/api.js";
import { IndexedOutbox, MemoryOutbox } from "../src/storage.js";
import { pending } from "./support/shapes.js";

const names = async (storage: OutboxStorage) => (await storage.load("b1")).map(({ clientId }) => clientId);

describe.each([
	["memory", () => new MemoryOutbox()],
	["IndexedDB", () => new IndexedOutbox(crypto.randomUUID())],
])("%s", (_, open) => {
	test("keeps the order in which messages were put, also of one that changed", async () => {
		const storage = open();
		for (const name of ["z", "a", "m"]) await storage.put(pending(name));
		await storage.put(pending("z", { state: "failed" }));
		await storage.remove("a");
		expect(await names(storage)).toEqual(["z", "m"]);
		expect((await storage.load("b1"))[0]?.state).toBe("failed");
	});

	test("gives nobody the messages of somebody else", async () => {
		const storage = open();
		await storage.put(pending("mine"));
		await storage.put(pending("theirs", { userId: "b2" }));
		expect(await names(storage)).toEqual(["mine"]);
	});
});

test("another page finds the same in IndexedDB, files too", async () => {
	const name = crypto.randomUUID();
	const file = new Blob(["name,price"], { type: "text/csv" });
	await new IndexedOutbox(name).put(pending("one", { file }));
	const [found] = await new IndexedOutbox(name).load("b1");
	expect(found).toMatchObject({ clientId: "one", draft: { body: { text: "one" } } });
	expect(found?.file).toBeDefined();
});
