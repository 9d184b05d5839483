/** What do several tabs want of their one socket? A conversation is on the screen while it is on one of theirs. */

import type { Answer, Notice, Request } from "./frames.js";
import type { Counter, Link } from "./link.js";

export class Claims implements Counter {
	/** `view:42` or `watch:42`, and the tabs that want it. */
	readonly #wanted = new Map<string, Set<string>>();
	readonly #away = new Set<string>();

	constructor(
		private readonly link: Pick<Link, "ask" | "tell">,
		/** All tabs that are there. */
		private readonly tabs: ReadonlySet<string>,
	) {}

	ask(tab: string, request: Request): Promise<Answer> {
		if (request.type === "watch") this.#want(tab, `watch:${request.conversation_id}`);
		if (request.type === "unwatch" && !this.#yield(tab, `watch:${request.conversation_id}`)) {
			return Promise.resolve({ type: "ack", id: "" });
		}
		return this.link.ask(request);
	}

	tell(tab: string, notice: Notice): void {
		if (notice.type === "presence") this.#step(tab, notice.status === "away");
		else if (notice.type !== "view" || this.#changes(tab, `view:${notice.conversation_id}`, notice.state)) {
			this.link.tell(notice);
		}
	}

	/** That tab is gone. */
	drop(tab: string): void {
		for (const [key, tabs] of [...this.#wanted]) {
			if (!tabs.has(tab) || !this.#yield(tab, key)) continue;
			const [what, id] = key.split(":");
			const conversation_id = Number(id);
			if (what === "view") this.link.tell({ type: "view", conversation_id, state: "stop" });
			else this.link.ask({ type: "unwatch", conversation_id }).catch(() => {});
		}
		const counted = this.#away.delete(tab);
		if (!counted && this.#allAway()) this.link.tell({ type: "presence", status: "away" });
	}

	#want(tab: string, key: string): void {
		this.#wanted.set(key, (this.#wanted.get(key) ?? new Set()).add(tab));
	}

	#changes(tab: string, key: string, state: "start" | "stop"): boolean {
		if (state === "stop") return this.#yield(tab, key);
		this.#want(tab, key);
		return true;
	}

	/** Whether nobody wants it any more. */
	#yield(tab: string, key: string): boolean {
		const tabs = this.#wanted.get(key);
		tabs?.delete(tab);
		if (tabs && tabs.size > 0) return false;
		this.#wanted.delete(key);
		return true;
	}

	/** One is away when all tabs say so. */
	#step(tab: string, away: boolean): void {
		const before = this.#allAway();
		if (away) this.#away.add(tab);
		else this.#away.delete(tab);
		if (away ? this.#allAway() : before) this.link.tell({ type: "presence", status: away ? "away" : "online" });
	}

	#allAway(): boolean {
		return this.tabs.size > 0 && [...this.tabs].every((tab) => this.#away.has(tab));
	}
}
