/** What do the tabs of a browser tell each other? */

import type { Connection } from "./api.js";
import type { Answer, Hello, News, Notice, Request } from "./frames.js";
import type { LinkEvents, OpenCounter, TabNews } from "./link.js";
import type { Problem } from "./model.js";

export type TabMessage =
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
	counter: OpenCounter;
}
