/** The client of a kefu server: what an application imports. */

import type { ChatClient, KefuClient, KefuOptions } from "./api.js";
import { Chat } from "./chat.js";
import { Kefu } from "./kefu.js";

/** A client for one user; nothing is sent before `connect()`. */
export function createKefu(options: KefuOptions): KefuClient {
	return new Kefu(options);
}

/** The same without lists, `view` and `away`, and a fifth smaller: for pages on which a customer chats. */
export function createChat(options: KefuOptions): ChatClient {
	return new Chat(options);
}

export type * from "./api.js";
export { KefuError, problemOf } from "./error.js";
export type * from "./model.js";
export * from "./rest.js";
export { IndexedOutbox, MemoryOutbox } from "./storage.js";
