/** A real browser whose tabs each have a client; the page is served from an origin of its own. */

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page } from "playwright-core";
import { build, type Rolldown } from "vite";
import type { Connection, createKefu, KefuClient, Message, Pending } from "../../src/index.js";
import type { Person } from "./server.js";

const CHROMIUM = process.env.CHROMIUM_BIN ?? "/usr/bin/chromium";
const FLAGS = [
	"--no-sandbox",
	"--disable-gpu",
	"--disable-quic",
	"--no-first-run",
	"--disable-background-networking",
	"--disable-component-update",
	"--disable-sync",
];

const PAGE = `<!doctype html><title>A shop</title>
<script type="module">import { createKefu } from "/kefu.js"; window.createKefu = createKefu;</script>`;

declare global {
	interface Window {
		createKefu: typeof createKefu;
		kefu: KefuClient;
		entries: Message[];
	}
}

/** Serves an empty page and the client; its origin has to be in the server's CORS_ORIGINS. */
export class PageHost {
	private constructor(private readonly server: Server) {}

	static async start(): Promise<PageHost> {
		const built = (await build({
			root: join(import.meta.dirname, "../.."),
			configFile: false,
			logLevel: "error",
			build: { write: false, minify: false, lib: { entry: "src/index.ts", formats: ["es"] } },
		})) as Rolldown.RolldownOutput[];
		const code = built[0]?.output[0].code ?? "";
		const server = createServer((request, response) => {
			const script = request.url === "/kefu.js";
			response.setHeader("Content-Type", script ? "text/javascript" : "text/html");
			response.end(script ? code : PAGE);
		});
		await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
		return new PageHost(server);
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async stop(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((done) => this.server.close(done));
	}
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: CHROMIUM, args: FLAGS });

/** A tab with a client that is connecting. */
export class Tab {
	/** WebSockets of this tab that are open. */
	sockets = 0;

	private constructor(readonly page: Page) {
		page.on("websocket", (socket) => {
			this.sockets++;
			socket.on("close", () => this.sockets--);
		});
	}

	static async open(context: BrowserContext, origin: string, person: Person, server: string): Promise<Tab> {
		const tab = new Tab(await context.newPage());
		await tab.page.goto(origin);
		await tab.start(person, server);
		return tab;
	}

	async start(person: Person, server: string): Promise<void> {
		await this.page.evaluate(
			([userId, token, address]) => {
				const backoff = { first: 50, longest: 500 };
				window.kefu = window.createKefu({ server: address, userId, token, backoff });
				window.entries = [];
				window.kefu.on("entry", (entry) => window.entries.push(entry));
				window.kefu.connect();
			},
			[person.id, person.token, server] as const,
		);
	}

	state(): Promise<Connection["state"]> {
		return this.page.evaluate(() => window.kefu.connection.state);
	}

	seqs(): Promise<number[]> {
		return this.page.evaluate(() => window.entries.map((entry) => entry.seq));
	}

	send(id: number, text: string): Promise<string> {
		const draft = { kind: "text", body: { text } } as const;
		return this.page.evaluate(([to, what]) => window.kefu.send(to, what).clientId, [id, draft] as const);
	}

	/** What its thread shows as on its way. */
	pending(id: number): Promise<Pick<Pending, "state" | "draft">[]> {
		return this.page.evaluate(
			(of) =>
				window.kefu
					.thread(of)
					.snapshot.items.flatMap(({ pending }) => (pending ? [{ state: pending.state, draft: pending.draft }] : [])),
			id,
		);
	}

	/** As with a page that the browser froze: not one line of script runs until the function is called. */
	async freeze(): Promise<() => Promise<void>> {
		const session = await this.page.context().newCDPSession(this.page);
		await session.send("Debugger.enable");
		const paused = new Promise((done) => session.once("Debugger.paused", done));
		await session.send("Debugger.pause");
		// It stops at the next line, so there has to be one.
		session.send("Runtime.evaluate", { expression: "0" }).catch(() => {});
		await paused;
		return async () => {
			await session.send("Debugger.resume");
			await session.detach();
		};
	}
}
