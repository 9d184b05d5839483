/** What is between a client and the server? A socket of its own, or one that another tab holds. */

import type { Connection, Pending } from "./api.js";
import type { Answer, Hello, News, Notice, Request } from "./frames.js";

export interface LinkEvents {
	connection(connection: Connection): void;
	/** The line is up (again): time to catch up. Comes before `connection` says `online`. */
	hello(hello: Hello): void;
	news(news: News): void;
}

export interface Link {
	readonly connection: Connection;
	/** Whether the socket is this tab's, and with it what only one of all tabs does. */
	readonly leads: boolean;
	connect(): void;
	/** Something happened that makes it worth looking at the line right now. */
	wake(): void;
	/** Rejects with a `KefuError`; with `offline` nobody knows whether the server has done it. */
	ask(request: Request): Promise<Answer>;
	/** Lost where there is no line. */
	tell(notice: Notice): void;
	/** Tells the other tabs. */
	share(news: TabNews): void;
	close(): void;
}

/** The socket of several tabs: what each of them wants of it. */
export interface Counter {
	ask(tab: string, request: Request): Promise<Answer>;
	tell(tab: string, notice: Notice): void;
	/** That tab is gone. */
	drop(tab: string): void;
}

export type OpenCounter = (link: Pick<Link, "ask" | "tell">, tabs: ReadonlySet<string>) => Counter;

/** What tabs tell each other of the outbox: a message is there or looks different now, or it is over. */
export type TabNews = { put: Pending } | { gone: string };
