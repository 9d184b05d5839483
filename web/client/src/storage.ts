/** Where do unsent messages wait? In IndexedDB, so that they survive a reload; elsewhere in memory. */

import type { OutboxStorage, Pending } from "./api.js";
import type { UserId } from "./model.js";

const NAME = "kefu";
const STORE = "outbox";

export class MemoryOutbox implements OutboxStorage {
	readonly #all = new Map<string, Pending>();

	async load(userId: UserId): Promise<Pending[]> {
		return [...this.#all.values()].filter((pending) => pending.userId === userId);
	}

	async put(pending: Pending): Promise<void> {
		this.#all.set(pending.clientId, pending);
	}

	async remove(clientId: string): Promise<void> {
		this.#all.delete(clientId);
	}
}

/** What is stored: the order of writing is kept beside the message, because a clock may go backwards. */
interface Row {
	clientId: string;
	pending: Pending;
	order: number;
}

export class IndexedOutbox implements OutboxStorage {
	#opened: Promise<IDBDatabase> | null = null;

	constructor(private readonly name = NAME) {}

	async load(userId: UserId): Promise<Pending[]> {
		const rows = await this.#run<Row[]>("readonly", (store) => store.getAll());
		const own = rows.filter((row) => row.pending.userId === userId);
		return own.sort((a, b) => a.order - b.order).map((row) => row.pending);
	}

	async put(pending: Pending): Promise<void> {
		const { clientId } = pending;
		await this.#run("readwrite", (store) => {
			const reading: IDBRequest<Row | undefined> = store.get(clientId);
			reading.onsuccess = () => {
				const row: Row = { clientId, pending, order: reading.result?.order ?? nextOrder() };
				store.put(row);
			};
			return reading;
		});
	}

	async remove(clientId: string): Promise<void> {
		await this.#run("readwrite", (store) => store.delete(clientId));
	}

	async #run<T>(mode: IDBTransactionMode, act: (store: IDBObjectStore) => IDBRequest): Promise<T> {
		this.#opened ??= this.#open();
		const database = await this.#opened;
		const transaction = database.transaction(STORE, mode);
		const request = act(transaction.objectStore(STORE));
		return new Promise((resolve, reject) => {
			transaction.oncomplete = () => resolve(request.result as T);
			transaction.onabort = transaction.onerror = () => reject(transaction.error ?? request.error);
		});
	}

	#open(): Promise<IDBDatabase> {
		return new Promise((resolve, reject) => {
			const request = indexedDB.open(this.name, 1);
			request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "clientId" });
			request.onerror = request.onblocked = () => {
				this.#opened = null;
				reject(request.error ?? new Error("IndexedDB is blocked"));
			};
			request.onsuccess = () => {
				// The browser may close it, and another version may want it: the next use opens it again.
				request.result.onclose = () => this.#forget();
				request.result.onversionchange = () => {
					request.result.close();
					this.#forget();
				};
				resolve(request.result);
			};
		});
	}

	#forget(): void {
		this.#opened = null;
	}
}

let last = 0;

/** Rises, over reloads too, and within one millisecond. */
function nextOrder(): number {
	last = Math.max(last + 0.001, Date.now());
	return last;
}

/** What suits this platform. */
export function defaultOutbox(): OutboxStorage {
	return typeof indexedDB === "undefined" ? new MemoryOutbox() : new IndexedOutbox();
}
