/** What is between a client and the server? A socket of its own, or one that another tab holds. */

import type { Connection } from "./api.js";
import type { Answer, Hello, News, Notice, Request } from "./frames.js";

export interface LinkEvents {
	connection(connection: Connection): void;
	/** The line is up (again): time to catch up. Comes before `connection` says `online`. */
	hello(hello: Hello): void;
	news(news: News): void;
}

export interface Link {
	readonly connection: Connection;
	connect(): void;
	/** Something happened that makes it worth looking at the line right now. */
	wake(): void;
	/** Rejects with a `KefuError`; with `offline` nobody knows whether the server has done it. */
	ask(request: Request): Promise<Answer>;
	/** Lost where there is no line. */
	tell(notice: Notice): void;
	close(): void;
}
