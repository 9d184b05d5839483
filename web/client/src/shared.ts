/** How do all tabs of a browser use one socket? The leader has it; the others ask and hear through the leader. */

import type { Connection } from "./api.js";
import { Errands } from "./errands.js";
import { KefuError, offline, problemOf } from "./error.js";
import type { Answer, Hello, Notice, Request } from "./frames.js";
import { Group } from "./group.js";
import type { Counter, Link, LinkEvents, TabNews } from "./link.js";
import { Pulse } from "./pulse.js";
import type { SharedEvents, TabMessage } from "./tabs.js";

/** Milliseconds of silence after which the leader is asked whether it is still there. */
const HEARTBEAT = 20_000;
/** Milliseconds for its answer when somebody waits for it. */
const DOUBT = 3000;

export class SharedLink implements Link {
	connection: Connection = { state: "idle" };
	#socket: Link | null = null;
	#hello: Hello | null = null;
	/** Whether `hello` of the present line was told here. */
	#greeted = false;
	#leader: string | null = null;
	readonly #errands = new Errands();
	readonly #tabs = new Set<string>();
	#counter: Counter | null = null;
	readonly #group: Group<TabMessage>;
	readonly #pulse: Pulse;

	constructor(
		name: string,
		private readonly open: (events: LinkEvents) => Link,
		private readonly events: SharedEvents,
	) {
		this.#group = new Group(name, {
			hear: (message, from) => this.#hear(message, from),
			lead: () => this.#lead(),
			follow: () => this.#follow(),
		});
		this.#pulse = new Pulse(
			() => this.#group.post({ type: "join", greeted: this.#greeted }),
			() => {
				// Until the lock is ours: asked again, should somebody else have been quicker.
				this.#pulse.start(HEARTBEAT);
				this.#group.takeOver();
			},
		);
	}

	get leads(): boolean {
		return this.#socket !== null;
	}

	connect(): void {
		const { state } = this.connection;
		if (state === "idle") {
			this.#become({ state: "connecting" });
			this.#group.join();
			this.#pulse.start(HEARTBEAT);
			this.#pulse.check(DOUBT);
		} else if (this.#socket) this.#socket.connect();
		// Who asks again may have a better token than the leader.
		else if (state === "refused") this.#group.takeOver();
		else this.#group.post({ type: "connect" });
	}

	wake(): void {
		this.#socket?.wake();
		if (this.#socket) return;
		this.#group.post({ type: "wake" });
		this.#pulse.check(DOUBT);
	}

	ask(request: Request): Promise<Answer> {
		if (this.#counter) return this.#counter.ask(this.#group.id, request);
		if (this.connection.state !== "online") return Promise.reject(offline());
		return this.#errands.send((n) => this.#group.post({ type: "ask", n, request }));
	}

	tell(notice: Notice): void {
		if (this.#counter) this.#counter.tell(this.#group.id, notice);
		else if (this.connection.state === "online") this.#group.post({ type: "tell", notice });
	}

	share(news: TabNews): void {
		this.#group.post({ type: "tab", news });
	}

	close(): void {
		this.#pulse.stop();
		this.#drop();
		this.#group.leave();
		this.#become({ state: "closed" });
	}

	#become(connection: Connection): void {
		this.connection = connection;
		this.events.connection(connection);
	}

	#lead(): void {
		this.#pulse.stop();
		this.#errands.fail();
		this.#leader = null;
		this.#greeted = false;
		this.#tabs.clear();
		this.#tabs.add(this.#group.id);
		const link = this.open({
			connection: (connection) => {
				if (this.#socket !== link) return;
				this.#group.post({ type: "state", connection, hello: connection.state === "online" ? this.#hello : null });
				this.#become(connection);
			},
			hello: (hello) => {
				this.#hello = hello;
				this.events.hello(hello);
			},
			news: (news) => {
				this.#group.post({ type: "news", news });
				this.events.news(news);
			},
		});
		this.#socket = link;
		this.#counter = this.events.counter(link, this.#tabs);
		this.events.lead();
		link.connect();
	}

	/** Another tab has the lock. */
	#follow(): void {
		this.#drop();
		this.#become({ state: "connecting" });
		this.#pulse.start(HEARTBEAT);
		this.#pulse.check(DOUBT);
	}

	#drop(): void {
		const socket = this.#socket;
		this.#socket = this.#counter = this.#hello = this.#leader = null;
		this.#greeted = false;
		socket?.close();
		this.#errands.fail();
	}

	#hear(message: TabMessage, from: string): void {
		if (message.type === "tab") this.events.tab(message.news);
		else if (this.#socket) this.#serve(message, from, this.#socket);
		else this.#listen(message, from);
	}

	/** As the leader. */
	#serve(message: TabMessage, from: string, socket: Link): void {
		if (message.type === "join") this.#welcome(from, message.greeted);
		else if (message.type === "tell") this.#counter?.tell(from, message.notice);
		else if (message.type === "connect") socket.connect();
		else if (message.type === "wake") socket.wake();
		else if (message.type === "ask") {
			const { n, request } = message;
			this.#counter?.ask(from, request).then(
				(answer) => this.#group.post({ type: "answer", n, answer }, from),
				(error) => this.#group.post({ type: "problem", n, problem: problemOf(error) }, from),
			);
		}
	}

	#welcome(tab: string, greeted: boolean): void {
		const hello =
			this.#hello && !greeted && this.connection.state === "online" ? this.events.greeting(this.#hello) : null;
		this.#group.post({ type: "state", connection: this.connection, hello }, tab);
		if (this.#tabs.has(tab)) return;
		this.#tabs.add(tab);
		const counter = this.#counter;
		void this.#group.left(tab).then(() => {
			this.#tabs.delete(tab);
			counter?.drop(tab);
		});
	}

	/** As one of the others. */
	#listen(message: TabMessage, from: string): void {
		if (message.type === "state") {
			this.#pulse.heard();
			this.#obey(message.connection, message.hello, from);
		} else if (from !== this.#leader) return;
		else if (message.type === "news") {
			this.#pulse.heard();
			if (this.#greeted) this.events.news(message.news);
		} else if (message.type === "answer") this.#errands.take(message.n)?.resolve(message.answer);
		else if (message.type === "problem") this.#errands.take(message.n)?.reject(new KefuError(message.problem));
	}

	#obey(connection: Connection, hello: Hello | null, from: string): void {
		if (from !== this.#leader) {
			this.#leader = from;
			this.#errands.fail();
			this.#greeted = false;
			// A leader that is new does not know yet who is here.
			this.#group.post({ type: "join", greeted: true });
		}
		if (connection.state !== "online") {
			this.#greeted = false;
			this.#errands.fail();
			this.#become(connection);
		} else if (!this.#greeted && hello) {
			this.#greeted = true;
			this.connection = connection;
			this.events.hello(hello);
			this.#become(connection);
		} else if (!this.#greeted) this.#group.post({ type: "join", greeted: false });
	}
}
