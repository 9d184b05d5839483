/** How is a request made, and what does its failure mean? */

import { KefuError, offline } from "./error.js";
import type { Problem } from "./model.js";

export type Json = Record<string, unknown>;

export interface Call {
	method?: string;
	query?: object;
	body?: Json | FormData;
	signal?: AbortSignal;
}

/** Where tokens come from; a refused one is replaced once. */
export interface Bearer {
	current(): Promise<string | undefined>;
	/** Whether another try makes sense. */
	refuse(token: string): boolean;
}

export class Http {
	constructor(
		readonly server: string,
		readonly bearer: Bearer,
		readonly fetch: typeof globalThis.fetch,
	) {}

	async call<T>(path: string, call: Call = {}): Promise<T> {
		const token = await this.bearer.current();
		const response = await this.#attempt(path, call, token);
		if (response.status === 401 && token !== undefined && this.bearer.refuse(token)) {
			return read(await this.#attempt(path, call, await this.bearer.current()));
		}
		return read(response);
	}

	async #attempt(path: string, call: Call, token: string | undefined): Promise<Response> {
		const headers = new Headers();
		if (token !== undefined) headers.set("Authorization", `Bearer ${token}`);
		const json = call.body !== undefined && !(call.body instanceof FormData);
		if (json) headers.set("Content-Type", "application/json");
		const body = json ? JSON.stringify(call.body) : (call.body as FormData | undefined);
		const init: RequestInit = { method: call.method ?? "GET", headers, credentials: "omit" };
		if (body !== undefined) init.body = body;
		if (call.signal) init.signal = call.signal;
		try {
			return await this.fetch(`${this.server}/api${path}${queryOf(call.query)}`, init);
		} catch (error) {
			if (call.signal?.aborted) throw error;
			throw offline();
		}
	}
}

function queryOf(query: object | undefined): string {
	const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== null);
	return pairs.length ? `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}` : "";
}

async function read<T>(response: Response): Promise<T> {
	const text = await response.text().catch(() => {
		throw offline();
	});
	if (response.ok) return (text ? JSON.parse(text) : undefined) as T;
	throw failure(response.status, text);
}

/** The server's own problem, or, where something in between answered, one made from the status. */
export function failure(status: number, text: string): KefuError {
	let problem: Partial<Problem> = {};
	try {
		problem = JSON.parse(text) as Partial<Problem>;
	} catch {
		// A proxy's page.
	}
	const code = problem.code ?? (status >= 500 ? "unavailable" : status === 413 ? "payload_too_large" : "bad_request");
	return new KefuError({ ...problem, code, status, detail: problem.detail ?? `The server answered ${status}.` });
}
