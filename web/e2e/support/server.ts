/** A kefu server of a test's own: a private port, a SQLite file in a temporary folder, ended by its process id. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, constants, cpSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");

export type Settings = Record<string, string>;

export class Server {
	#process: ChildProcess | null = null;

	private constructor(
		readonly program: string,
		readonly folder: string,
		readonly port: number,
		readonly settings: Settings,
	) {}

	/** `origin` is where browsers reach it, `shop` the one page that may call. */
	static async start(
		addresses: { origin: string; shop: string },
		extra: Settings = {},
		commands: string[] = [],
	): Promise<Server> {
		const program = resolve(process.env.KEFU_BIN ?? join(ROOT, "target/debug/kefu"));
		try {
			accessSync(program, constants.X_OK);
		} catch {
			throw new Error(`These tests need the server: there is no program at ${program}. Build it, or set KEFU_BIN.`);
		}
		const folder = mkdtempSync(join(tmpdir(), "kefu-e2e-"));
		cpSync(join(ROOT, "media/avatars"), join(folder, "media/avatars"), { recursive: true });
		const port = await freePort();
		const server = new Server(program, folder, port, { ...settingsOf(folder, port, addresses), ...extra });
		server.run(["migrate", "up"]);
		for (const command of commands) server.run([command]);
		await server.serve();
		return server;
	}

	/** Directly, past the proxy that browsers go through. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Runs a command to its end. */
	run(command: string[]): string {
		const { folder: cwd, settings: env } = this;
		const done = spawnSync(this.program, command, { cwd, env, input: "", encoding: "utf8" });
		if (done.status !== 0) throw new Error(`kefu ${command.join(" ")} failed: ${done.stderr}`);
		return done.stdout;
	}

	/** Serves (again) on the same port with the same data. */
	async serve(): Promise<void> {
		const log = openSync(join(this.folder, "kefu.log"), "a");
		const { folder: cwd, settings: env } = this;
		const child = spawn(this.program, ["serve"], { cwd, env, stdio: ["ignore", log, log] });
		this.#process = child;
		while (!(await this.#isReady())) {
			if (child.exitCode !== null) throw new Error(`kefu ended:\n${this.#log()}`);
			await new Promise((turn) => setTimeout(turn, 20));
		}
	}

	/** As a crash would: without a word. */
	async kill(): Promise<void> {
		const child = this.#process;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((done) => child.once("exit", done));
		child.kill("SIGKILL");
		await gone;
	}

	async stop(): Promise<void> {
		await this.kill();
		rmSync(this.folder, { recursive: true, force: true });
	}

	async #isReady(): Promise<boolean> {
		return fetch(`${this.url}/api/health/ready`).then(
			(answer) => answer.ok,
			() => false,
		);
	}

	#log(): string {
		return readFileSync(join(this.folder, "kefu.log"), "utf8").slice(-4000);
	}
}

function settingsOf(folder: string, port: number, { origin, shop }: { origin: string; shop: string }): Settings {
	return {
		DATABASE_URL: `sqlite://${folder}/kefu.db`,
		DEBUG_SQL: "False",
		JWT_SECRET_KEY: randomBytes(48).toString("hex"),
		JWT_ALGORITHM: "HS256",
		JWT_ACCESS_TOKEN_EXPIRE_DAYS: "7",
		HOST: "127.0.0.1",
		PORT: String(port),
		RELOAD: "False",
		DEBUG: "True",
		BASE_URL: origin,
		CORS_ORIGINS: shop,
		MEDIA_DIR: `${folder}/media`,
		MAX_FILE_SIZE: "10485760",
		APP_TITLE: "kefu",
		APP_DESCRIPTION: "A server for a test",
		APP_VERSION: "test",
		// Tests are quicker than people.
		MESSAGE_RATE_LIMIT: "0",
		FRAME_RATE_LIMIT: "0",
		REQUEST_RATE_LIMIT: "0",
		ENSURE_RATE_LIMIT: "0",
		ALLOW_VISITORS: "True",
	};
}

async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((done) => probe.listen(0, "127.0.0.1", done));
	const address = probe.address();
	await new Promise((done) => probe.close(done));
	if (typeof address !== "object" || !address) throw new Error("no free port");
	return address.port;
}
