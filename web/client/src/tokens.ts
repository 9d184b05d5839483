/** Which token is the present one, and how long does it last? */

import type { KefuOptions, TokenReason } from "./api.js";
import { KefuError } from "./error.js";

const MINUTE = 60_000;

interface Claims {
	/** Milliseconds of the server's clock. */
	issued: number;
	expires: number;
}

export class Tokens {
	/** How far the server's clock is ahead of ours, in milliseconds. */
	skew = 0;
	#token: string | null = null;
	#asking: Promise<string> | null = null;
	#refused: string | null = null;

	constructor(private readonly source: KefuOptions["token"]) {}

	/** A token that is worth trying. */
	async current(): Promise<string> {
		if (this.#token === null) return this.#ask(this.#refused === null ? "start" : "refused");
		return this.renewIn() > 0 ? this.#token : this.renew().catch(() => this.#token ?? this.#ask("start"));
	}

	/** A new one, because the present one is about to expire. */
	renew(): Promise<string> {
		return this.#ask("expiring");
	}

	/** The server did not take this one. False: there will be no other. */
	refuse(token: string): boolean {
		if (this.#token === token) {
			this.#token = null;
			this.#refused = token;
		}
		return typeof this.source !== "string";
	}

	accept(): void {
		this.#refused = null;
	}

	/** Milliseconds until a new one should be had: a minute or a tenth of its life before the end. */
	renewIn(): number {
		const claims = this.#token === null ? null : readClaims(this.#token);
		if (!claims || typeof this.source === "string") return Number.POSITIVE_INFINITY;
		const early = Math.min(5 * MINUTE, Math.max(0.1 * (claims.expires - claims.issued), 10_000));
		return claims.expires - early - (Date.now() + this.skew);
	}

	#ask(reason: TokenReason): Promise<string> {
		this.#asking ??= this.#fetch(reason).finally(() => {
			this.#asking = null;
		});
		return this.#asking;
	}

	async #fetch(reason: TokenReason): Promise<string> {
		const source = this.source;
		const token = typeof source === "string" ? source : await source(reason);
		if (token === this.#refused) {
			throw new KefuError({ code: "unauthorized", detail: "The server does not accept this token any more." });
		}
		this.#token = token;
		return token;
	}
}

function readClaims(token: string): Claims | null {
	try {
		const payload = token.split(".")[1] ?? "";
		const claims: { iat?: number; exp?: number } = JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/")));
		if (typeof claims.exp !== "number") return null;
		return { issued: (claims.iat ?? claims.exp) * 1000, expires: claims.exp * 1000 };
	} catch {
		return null;
	}
}
