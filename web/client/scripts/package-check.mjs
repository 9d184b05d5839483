/** Does the package work for whoever installs it? Packed, unpacked elsewhere, its README's examples compiled, run by plain Node. */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const client = fileURLToPath(new URL("..", import.meta.url));
const compiler = fileURLToPath(new URL("../../node_modules/.bin/tsc", import.meta.url));
const app = mkdtempSync(join(tmpdir(), "kefu-package-"));

/** What the README's examples take for granted. */
const AROUND = `
declare global {
	const server: string, userId: string, token: string, file: File;
	function show(key: string, what: unknown): void;
}
`;
const OPTIONS = { module: "nodenext", target: "es2022", strict: true, noEmit: true, types: [], lib: ["es2022", "dom"] };
const PROGRAM = `
import { createChat, createKefu, KefuError } from "@kefu/client";

// Nobody listens on port 9: the client must wait and try again, not fail.
for (const create of [createKefu, createChat]) {
	const kefu = create({ server: "http://127.0.0.1:9", userId: "b1", token: "none", webSocket: class extends EventTarget {
		constructor() { super(); queueMicrotask(() => this.onclose?.({ code: 1006, reason: "" })); }
		send() {}
		close() {}
	} });
	await new Promise((resolve) => {
		kefu.on("connection", () => kefu.connection.state === "waiting" && resolve());
		kefu.connect();
	});
	kefu.close();
}
if (!(new KefuError({ code: "offline" }) instanceof Error)) throw new Error("KefuError is no Error");
`;

function unpack() {
	execFileSync("npm", ["pack", "--silent", "--pack-destination", app], { cwd: client });
	const [tarball] = readdirSync(app).filter((name) => name.endsWith(".tgz"));
	const home = join(app, "node_modules", "@kefu", "client");
	mkdirSync(home, { recursive: true });
	execFileSync("tar", ["-xzf", join(app, tarball), "-C", home, "--strip-components=1"]);
	return home;
}

function compile(home) {
	const examples = [...readFileSync(join(home, "README.md"), "utf8").matchAll(/```ts\n(.*?)```/gs)].map(
		([, text]) => text,
	);
	if (examples.length < 2) throw new Error("the README has lost its examples");
	const imports = 'import { createKefu } from "@kefu/client";\n';
	for (const [number, text] of examples.entries()) {
		const alone = text.includes("@kefu/client")
			? text
			: imports + text.replace(/^import .* from "ws";$/m, "declare const WebSocket: unknown;");
		writeFileSync(join(app, `example${number}.mts`), alone);
	}
	writeFileSync(join(app, "around.mts"), `export {};${AROUND}`);
	writeFileSync(join(app, "tsconfig.json"), JSON.stringify({ compilerOptions: OPTIONS, include: ["*.mts"] }));
	execFileSync(compiler, ["-p", app], { stdio: "inherit" });
	return examples.length;
}

try {
	const home = unpack();
	const examples = compile(home);
	writeFileSync(join(app, "program.mjs"), PROGRAM);
	execFileSync(process.execPath, [join(app, "program.mjs")], { stdio: "inherit", timeout: 30_000 });
	console.log(
		`the package holds ${readdirSync(join(home, "dist")).length} files; ${examples} examples compile; Node runs it`,
	);
} finally {
	rmSync(app, { recursive: true, force: true });
}
