/** What a file of tests stands on: one server, the network before it, and a shop that embeds its chat. */

import { type Page, test } from "@playwright/test";
import { type Settings, TestServer } from "../../client/test/support/server.js";
import { Network } from "./network.js";
import { arrive, type Credentials, hireAdmin, hireAgent, type Person } from "./people.js";
import { Shop, type Visit } from "./shop.js";

export type Staff = Person & Credentials;

/** What is other than usual in a file's world. */
interface Ground {
	settings?: Settings;
	/** Commands of `kefu` that fill the database before it is served. */
	commands?: string[];
}

export class World {
	server!: TestServer;
	network!: Network;
	shop!: Shop;
	admin!: Staff;
	#names = 0;

	async open({ settings, commands }: Ground): Promise<void> {
		this.network = await Network.start();
		this.shop = await Shop.start();
		this.shop.chat = this.network.origin;
		// The shop is the one page that may call.
		const addresses = { BASE_URL: this.network.origin, CORS_ORIGINS: this.shop.origin };
		const roomy = { MAX_FILE_SIZE: "10485760", ALLOW_VISITORS: "True" };
		this.server = await TestServer.start({ ...addresses, ...roomy, ...settings }, commands);
		this.network.target = this.server.port;
		this.admin = await hireAdmin(this.server);
	}

	async close(): Promise<void> {
		await this.shop?.stop();
		await this.network?.stop();
		await this.server?.stop();
	}

	/** Names differ, so that one test's people are not found in another's. */
	buyer(name = "Alice"): Promise<Person> {
		return arrive(this.server, "buyer", this.#fresh(name));
	}

	merchant(name = "Tea House"): Promise<Person> {
		return arrive(this.server, "merchant", this.#fresh(name));
	}

	agent(name = "mia"): Promise<Staff> {
		return hireAgent(this.server, this.admin, this.#fresh(name));
	}

	/** The address of a shop's page whose backend has signed this person in. */
	page(person: Person | null, { attributes, ...visit }: Visit = {}): string {
		const identity: Record<string, string> = person ? { "user-id": person.id, token: person.token } : {};
		return this.shop.page({ ...visit, attributes: { ...identity, ...attributes } });
	}

	#fresh(name: string): string {
		this.#names += 1;
		return `${name} ${this.#names}`;
	}
}

/** A world for all tests of the file that calls this. */
export function useWorld(ground: Ground = {}): World {
	const world = new World();
	test.beforeAll(() => world.open(ground));
	test.afterAll(() => world.close());
	test.afterEach(async ({ browser }) => {
		// Pages that a test opened by itself would go on in the background of the next.
		for (const context of browser.contexts()) await context.close();
		world.network.restore();
	});
	return world;
}

/** Everything that went wrong in a page: what its policy forbade, what nobody caught, what it complained about. */
export async function listenForTrouble(page: Page): Promise<string[]> {
	const trouble: string[] = [];
	await page.exposeFunction("reportViolation", (text: string) => trouble.push(text));
	await page.addInitScript(() => {
		document.addEventListener("securitypolicyviolation", (event) => {
			const { reportViolation } = window as unknown as { reportViolation: (text: string) => void };
			reportViolation(`the policy forbids ${event.violatedDirective}: ${event.blockedURI} ${event.sample}`);
		});
	});
	page.on("pageerror", (error) => trouble.push(`not caught: ${error}`));
	return trouble;
}
