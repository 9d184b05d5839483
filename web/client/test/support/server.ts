/** A kefu server of a test's own: a private port, a SQLite file in a temporary folder, ended by its process id. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { accessSync, constants, cpSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Role, UserId } from "../../src/index.js";

const ROOT = resolve(import.meta.dirname, "../../../..");

export interface Person {
	id: UserId;
	token: string;
}

export type Settings = Record<string, string>;

export class TestServer {
	private process: ChildProcess | null = null;

	private constructor(
		private readonly program: string,
		readonly folder: string,
		readonly port: number,
		/** As it has them from the next start on. */
		readonly settings: Settings,
	) {}

	/** `extra` are other settings than below; `commands` fill the database before it is served. */
	static async start(extra: Settings = {}, commands: string[] = []): Promise<TestServer> {
		const program = resolve(process.env.KEFU_BIN ?? join(ROOT, "target/debug/kefu"));
		try {
			accessSync(program, constants.X_OK);
		} catch {
			throw new Error(`These tests need the server: there is no program at ${program}. Build it, or set KEFU_BIN.`);
		}
		const folder = mkdtempSync(join(tmpdir(), "kefu-web-"));
		cpSync(join(ROOT, "media/avatars"), join(folder, "media/avatars"), { recursive: true });
		const port = await freePort();
		const server = new TestServer(program, folder, port, settings(folder, port, extra));
		server.run("migrate", "up");
		for (const command of commands) server.run(command);
		await server.serve();
		return server;
	}

	/** Directly, past every proxy. */
	get url(): string {
		return `http://127.0.0.1:${this.port}`;
	}

	/** Serves (again) on the same port with the same data. */
	async serve(): Promise<void> {
		const log = openSync(join(this.folder, "kefu.log"), "a");
		const child = spawn(this.program, ["serve"], {
			cwd: this.folder,
			env: this.settings,
			stdio: ["ignore", log, log],
		});
		this.process = child;
		for (let turn = 0; turn < 600; turn++) {
			if (child.exitCode !== null) throw new Error(`kefu ended:\n${this.log()}`);
			const ready = await fetch(`${this.url}/api/health/ready`).then(
				(answer) => answer.ok,
				() => false,
			);
			if (ready) return;
			await new Promise((done) => setTimeout(done, 50));
		}
		throw new Error(`kefu did not get ready:\n${this.log()}`);
	}

	/** As a crash would: without a word. */
	async kill(signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
		const child = this.process;
		if (!child || child.exitCode !== null || child.signalCode !== null) return;
		const gone = new Promise((done) => child.once("exit", done));
		child.kill(signal);
		await gone;
	}

	async stop(): Promise<void> {
		await this.kill();
		rmSync(this.folder, { recursive: true, force: true });
	}

	/** New buyers and merchants, with a token each. */
	async people(...roles: Role[]): Promise<Person[]> {
		const users = roles.map((role) => ({ id: `${role}-${randomBytes(6).toString("hex")}`, role }));
		const answer = await fetch(`${this.url}/api/users/ensure?tokens=true`, {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify({ users }),
		});
		if (!answer.ok) throw new Error(await answer.text());
		const { items } = (await answer.json()) as { items: { id: UserId; access_token: string }[] };
		return items.map(({ id, access_token }) => ({ id, token: access_token }));
	}

	/** A new administrator, signed in. */
	async admin(username = "admin"): Promise<Person> {
		const password = randomBytes(12).toString("hex");
		this.run("admin", "create", "--username", username, "--password", password);
		const answer = await fetch(`${this.url}/api/auth/login`, {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify({ username, password }),
		});
		const { access_token, user } = (await answer.json()) as { access_token: string; user: { id: UserId } };
		return { id: user.id, token: access_token };
	}

	/** A key for a storefront's backend. */
	apiKey(): string {
		return (
			this.run("api-key", "create", `shop ${randomBytes(4).toString("hex")}`)
				.split(": ")
				.at(-1)
				?.trim() ?? ""
		);
	}

	/** As a storefront's backend signs in its customer. */
	async signIn(key: string, userId: UserId): Promise<string> {
		const answer = await fetch(`${this.url}/api/auth/tokens`, {
			method: "POST",
			headers: { "Content-Type": "application/json", "X-API-Key": key },
			body: JSON.stringify({ user_id: userId }),
		});
		if (!answer.ok) throw new Error(await answer.text());
		return ((await answer.json()) as { access_token: string }).access_token;
	}

	/** Runs a command to its end. */
	run(...command: string[]): string {
		const { folder: cwd, settings: env } = this;
		const ran = spawnSync(this.program, command, { cwd, env, input: "", encoding: "utf8" });
		if (ran.status !== 0) throw new Error(`kefu ${command.join(" ")} failed: ${ran.stderr}`);
		return ran.stdout;
	}

	private log(): string {
		return readFileSync(join(this.folder, "kefu.log"), "utf8").split("\n").slice(-30).join("\n");
	}
}

function settings(folder: string, port: number, extra: Settings): Settings {
	return {
		DATABASE_URL: `sqlite://${folder}/kefu.db`,
		DEBUG_SQL: "False",
		JWT_SECRET_KEY: randomBytes(40).toString("hex"),
		JWT_ALGORITHM: "HS256",
		JWT_ACCESS_TOKEN_EXPIRE_DAYS: "7",
		HOST: "127.0.0.1",
		PORT: String(port),
		RELOAD: "False",
		DEBUG: "True",
		BASE_URL: `http://127.0.0.1:${port}`,
		CORS_ORIGINS: "",
		MEDIA_DIR: join(folder, "media"),
		MAX_FILE_SIZE: "1048576",
		APP_TITLE: "kefu",
		APP_DESCRIPTION: "A server for a test",
		APP_VERSION: "test",
		// Tests are quicker than people.
		MESSAGE_RATE_LIMIT: "0",
		FRAME_RATE_LIMIT: "0",
		REQUEST_RATE_LIMIT: "0",
		ENSURE_RATE_LIMIT: "0",
		CONNECTION_LIMIT_PER_ADDRESS: "0",
		CONNECTION_LIMIT_PER_USER: "0",
		...extra,
	};
}

/** From `KEFU_TEST_PORTS` ("18100-18149") where it is set, or any. */
async function freePort(): Promise<number> {
	const [low, high] = (process.env.KEFU_TEST_PORTS ?? "0-0").split("-").map(Number) as [number, number];
	for (let port = low; port <= high; port++) {
		const found = await new Promise<number>((done) => {
			const probe = createServer().once("error", () => done(0));
			probe.listen(port, "127.0.0.1", () => {
				const address = probe.address();
				probe.close(() => done(typeof address === "object" && address ? address.port : 0));
			});
		});
		if (found) return found;
	}
	throw new Error(`No free port between ${low} and ${high}`);
}
