/** The client of a kefu server: what an application imports. */

import type { KefuClient, KefuOptions } from "./api.js";
import { Kefu } from "./kefu.js";

/** A client for one user; nothing is sent before `connect()`. */
export function createKefu(options: KefuOptions): KefuClient {
	return new Kefu(options);
}

export type * from "./api.js";
export { KefuError } from "./error.js";
export type * from "./model.js";
export * from "./rest.js";
export { IndexedOutbox, MemoryOutbox } from "./storage.js";
