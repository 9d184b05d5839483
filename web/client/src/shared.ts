/** How do all tabs of a browser use one socket? The leader has it; the others ask and hear through the leader. */

import type { Connection } from "./api.js";
import { Claims } from "./claims.js";
import { KefuError, offline, problemOf } from "./error.js";
import type { Answer, Hello, News, Notice, Request } from "./frames.js";
import { Group } from "./group.js";
import type { Link, LinkEvents, TabNews } from "./link.js";
import type { Problem } from "./model.js";
import { Pulse } from "./pulse.js";

/** Milliseconds of silence after which the leader is asked whether it is still there. */
const HEARTBEAT = 20_000;
/** Milliseconds for its answer when somebody waits for it. */
const DOUBT = 3000;

type TabMessage =
	/** Of the leader. */
	| { type: "state"; connection: Connection; hello: Hello | null }
	| { type: "news"; news: News }
	| { type: "answer"; n: number; answer: Answer }
	| { type: "problem"; n: number; problem: Problem }
	/** To the leader. */
	| { type: "join"; greeted: boolean }
	| { type: "ask"; n: number; request: Request }
	| { type: "tell"; notice: Notice }
	| { type: "connect" | "wake" }
	/** Of anybody to all. */
	| { type: "tab"; news: TabNews };

export interface SharedEvents extends LinkEvents {
	/** What a server would say to a tab that comes now. */
	greeting(hello: Hello): Hello;
	/** This tab has the socket now. */
	lead(): void;
	/** What another tab says of the outbox. */
	tab(news: TabNews): void;
}

interface Waiting {
	resolve(answer: Answer): void;
	reject(error: KefuError): void;
}

export class SharedLink implements Link {
	connection: Connection = { state: "idle" };
	private socket: Link | null = null;
	private hello: Hello | null = null;
	/** Whether `hello` of the present line was told here. */
	private greeted = false;
	private leader: string | null = null;
	private count = 0;
	private readonly waiting = new Map<number, Waiting>();
	private readonly tabs = new Set<string>();
	private claims: Claims | null = null;
	private readonly group: Group<TabMessage>;
	private readonly pulse: Pulse;

	constructor(
		name: string,
		private readonly open: (events: LinkEvents) => Link,
		private readonly events: SharedEvents,
	) {
		this.group = new Group(name, {
			hear: (message, from) => this.hear(message, from),
			lead: () => this.lead(),
			follow: () => this.follow(),
		});
		this.pulse = new Pulse(
			() => this.group.post({ type: "join", greeted: this.greeted }),
			() => {
				// Until the lock is ours: asked again, should somebody else have been quicker.
				this.pulse.start(HEARTBEAT);
				this.group.takeOver();
			},
		);
	}

	get leads(): boolean {
		return this.socket !== null;
	}

	connect(): void {
		const { state } = this.connection;
		if (state === "idle") {
			this.become({ state: "connecting" });
			this.group.join();
			this.pulse.start(HEARTBEAT);
			this.pulse.check(DOUBT);
		} else if (this.socket) this.socket.connect();
		// Who asks again may have a better token than the leader.
		else if (state === "refused") this.group.takeOver();
		else this.group.post({ type: "connect" });
	}

	wake(): void {
		this.socket?.wake();
		if (this.socket) return;
		this.group.post({ type: "wake" });
		this.pulse.check(DOUBT);
	}

	ask(request: Request): Promise<Answer> {
		if (this.claims) return this.claims.ask(this.group.id, request);
		if (this.connection.state !== "online") return Promise.reject(offline());
		const n = ++this.count;
		return new Promise((resolve, reject) => {
			this.waiting.set(n, { resolve, reject });
			this.group.post({ type: "ask", n, request });
		});
	}

	tell(notice: Notice): void {
		if (this.claims) this.claims.tell(this.group.id, notice);
		else if (this.connection.state === "online") this.group.post({ type: "tell", notice });
	}

	share(news: TabNews): void {
		this.group.post({ type: "tab", news });
	}

	close(): void {
		this.pulse.stop();
		this.drop();
		this.group.leave();
		this.become({ state: "closed" });
	}

	private become(connection: Connection): void {
		this.connection = connection;
		this.events.connection(connection);
	}

	private lead(): void {
		this.pulse.stop();
		this.fail();
		this.leader = null;
		this.greeted = false;
		this.tabs.clear();
		this.tabs.add(this.group.id);
		const link = this.open({
			connection: (connection) => {
				if (this.socket !== link) return;
				this.group.post({ type: "state", connection, hello: connection.state === "online" ? this.hello : null });
				this.become(connection);
			},
			hello: (hello) => {
				this.hello = hello;
				this.events.hello(hello);
			},
			news: (news) => {
				this.group.post({ type: "news", news });
				this.events.news(news);
			},
		});
		this.socket = link;
		this.claims = new Claims(link, this.tabs);
		this.events.lead();
		link.connect();
	}

	/** Another tab has the lock. */
	private follow(): void {
		this.drop();
		this.become({ state: "connecting" });
		this.pulse.start(HEARTBEAT);
		this.pulse.check(DOUBT);
	}

	private drop(): void {
		const socket = this.socket;
		this.socket = this.claims = this.hello = this.leader = null;
		this.greeted = false;
		socket?.close();
		this.fail();
	}

	/** Nobody knows what became of the questions to the last leader. */
	private fail(): void {
		const waiting = [...this.waiting.values()];
		this.waiting.clear();
		for (const { reject } of waiting) reject(offline("The tab with the connection is gone."));
	}

	private hear(message: TabMessage, from: string): void {
		if (message.type === "tab") this.events.tab(message.news);
		else if (this.socket) this.serve(message, from, this.socket);
		else this.listen(message, from);
	}

	/** As the leader. */
	private serve(message: TabMessage, from: string, socket: Link): void {
		if (message.type === "join") this.welcome(from, message.greeted);
		else if (message.type === "tell") this.claims?.tell(from, message.notice);
		else if (message.type === "connect") socket.connect();
		else if (message.type === "wake") socket.wake();
		else if (message.type === "ask") {
			const { n, request } = message;
			this.claims?.ask(from, request).then(
				(answer) => this.group.post({ type: "answer", n, answer }, from),
				(error) => this.group.post({ type: "problem", n, problem: problemOf(error) }, from),
			);
		}
	}

	private welcome(tab: string, greeted: boolean): void {
		const hello =
			this.hello && !greeted && this.connection.state === "online" ? this.events.greeting(this.hello) : null;
		this.group.post({ type: "state", connection: this.connection, hello }, tab);
		if (this.tabs.has(tab)) return;
		this.tabs.add(tab);
		const { claims } = this;
		void this.group.left(tab).then(() => {
			this.tabs.delete(tab);
			claims?.drop(tab);
		});
	}

	/** As one of the others. */
	private listen(message: TabMessage, from: string): void {
		if (message.type === "state") {
			this.pulse.heard();
			this.obey(message.connection, message.hello, from);
		} else if (from !== this.leader) return;
		else if (message.type === "news") {
			this.pulse.heard();
			if (this.greeted) this.events.news(message.news);
		} else if (message.type === "answer") this.settle(message.n)?.resolve(message.answer);
		else if (message.type === "problem") this.settle(message.n)?.reject(new KefuError(message.problem));
	}

	private settle(n: number): Waiting | undefined {
		const waiting = this.waiting.get(n);
		this.waiting.delete(n);
		return waiting;
	}

	private obey(connection: Connection, hello: Hello | null, from: string): void {
		if (from !== this.leader) {
			this.leader = from;
			this.fail();
			this.greeted = false;
		}
		if (connection.state !== "online") {
			this.greeted = false;
			this.fail();
			this.become(connection);
		} else if (!this.greeted && hello) {
			this.greeted = true;
			this.connection = connection;
			this.events.hello(hello);
			this.become(connection);
		} else if (!this.greeted) this.group.post({ type: "join", greeted: false });
	}
}
