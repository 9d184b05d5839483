/** The network between a browser and the server: counts sockets, can be cut, and can fall silent. */

import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A request for a WebSocket, as its first packet begins. */
const UPGRADE = "GET /api/ws/";
const API = /^[A-Z]+ \/api\//;

interface Line {
	browser: Socket;
	server: Socket;
	/** Of whom, once it is known to be a WebSocket's. */
	user: string | null;
}

export class Network {
	readonly #listener: Server;
	readonly #lines = new Set<Line>();
	#state: "up" | "cut" | "silent" | "pages" = "up";
	/** Where the server is; set before the first connection. */
	target = 0;

	private constructor(listener: Server) {
		this.#listener = listener;
		listener.on("connection", (browser) => this.#accept(browser));
	}

	static async start(): Promise<Network> {
		const listener = createServer();
		await new Promise<void>((done) => listener.listen(0, "127.0.0.1", done));
		return new Network(listener);
	}

	get origin(): string {
		return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
	}

	/** WebSockets that are open at this moment, of one user or of all. */
	sockets(user?: string): number {
		return [...this.#lines].filter((line) => line.user !== null && (!user || line.user === user)).length;
	}

	/** All connections break, and new ones are refused. */
	cut(): void {
		this.#state = "cut";
		for (const { browser, server } of this.#lines) {
			browser.resetAndDestroy();
			server.destroy();
		}
	}

	/** Pages and their files still come; every request to the API breaks its connection. */
	cutApi(): void {
		this.cut();
		this.#state = "pages";
	}

	/** What browsers say still arrives; they hear of nothing any more. To be cut afterwards. */
	deafen(): void {
		for (const { server } of this.#lines) server.pause();
	}

	/** Connections stay, and nothing goes through: as when a phone loses its network without noticing. */
	silence(): void {
		this.#state = "silent";
		for (const { browser, server } of this.#lines) {
			browser.pause();
			server.pause();
		}
	}

	/** New connections go through; what was silent stays lost. */
	restore(): void {
		for (const { browser, server } of this.#lines) {
			if (!browser.isPaused()) continue;
			browser.destroy();
			server.destroy();
		}
		this.#state = "up";
	}

	async stop(): Promise<void> {
		this.cut();
		await new Promise((done) => this.#listener.close(done));
	}

	#accept(browser: Socket): void {
		browser.on("error", () => {});
		if (this.#state === "cut") {
			browser.resetAndDestroy();
			return;
		}
		const server = connect({ port: this.target, host: "127.0.0.1", noDelay: true });
		const line: Line = { browser, server, user: null };
		this.#lines.add(line);
		browser.setNoDelay(true);
		browser.on("data", (bytes) => {
			line.user ??= userOf(bytes);
			if (this.#state === "pages" && API.test(bytes.toString("latin1", 0, 16))) browser.resetAndDestroy();
		});
		server.on("error", () => browser.destroy());
		for (const side of [browser, server]) {
			side.once("close", () => {
				this.#lines.delete(line);
				browser.destroy();
				server.destroy();
			});
		}
		browser.pipe(server).pipe(browser);
		if (this.#state === "silent") {
			browser.pause();
			server.pause();
		}
	}
}

function userOf(bytes: Buffer): string | null {
	const text = bytes.toString("latin1");
	if (!text.startsWith(UPGRADE)) return null;
	return decodeURIComponent(text.slice(UPGRADE.length).split(/[ ?/]/, 1)[0] ?? "");
}
