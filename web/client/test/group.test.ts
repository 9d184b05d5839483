/** Who holds which lock when tabs come and go in the same moment? */

import { afterEach, expect, test, vi } from "vitest";
import { Group } from "../src/group.js";

type Granted = (lock: null) => unknown;

/** Web Locks that nobody else wants, granted when the test says so, also to those who gave up a moment before. */
class Locks {
	readonly held = new Set<string>();
	readonly #asked: [string, Granted][] = [];

	request(name: string, options: LockOptions, granted: Granted): Promise<void> {
		expect(options.ifAvailable).toBeUndefined();
		return new Promise((resolve) => {
			this.#asked.push([
				name,
				() => {
					this.held.add(name);
					return Promise.resolve(granted(null)).then(() => {
						this.held.delete(name);
						resolve();
					});
				},
			]);
		});
	}

	/** Lets everybody have what was asked for. */
	async grant(): Promise<void> {
		for (const [, granted] of this.#asked.splice(0)) void granted(null);
		await new Promise((settled) => setTimeout(settled));
	}
}

function groupWith(locks: Locks) {
	vi.stubGlobal("navigator", { locks });
	const lead = vi.fn();
	return { lead, group: new Group<string>("shop", { lead, hear: () => {}, follow: () => {} }) };
}

afterEach(() => void vi.unstubAllGlobals());

test("the locks are held until one leaves", async () => {
	const locks = new Locks();
	const { group, lead } = groupWith(locks);
	group.join();
	await locks.grant();
	expect([...locks.held]).toEqual([`shop:${group.id}`, "shop"]);
	expect(lead).toHaveBeenCalledOnce();

	group.leave();

	await vi.waitFor(() => expect(locks.held.size).toBe(0));
});

// Catches: a lock that is granted just after `leave()` and kept by nobody for ever, as in pages that mount everything twice.
test("what is granted to one who left is given back", async () => {
	const locks = new Locks();
	const { group, lead } = groupWith(locks);
	group.join();
	group.leave();

	await locks.grant();

	expect([...locks.held]).toEqual([]);
	expect(lead).not.toHaveBeenCalled();
});
