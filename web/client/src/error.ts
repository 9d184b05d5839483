/** How does everything that goes wrong reach the application? */

import type { Problem } from "./model.js";

/** Everything that fails fails with this. */
export class KefuError extends Error {
	readonly problem: Problem;

	constructor(problem: Problem) {
		super(problem.detail);
		this.name = "KefuError";
		this.problem = problem;
	}
}

/** The line to the server is gone, so nobody knows what became of the request. */
export function offline(detail = "There is no connection to the server."): KefuError {
	return new KefuError({ code: "offline", detail });
}

/** What an error says, whoever threw it. */
export function problemOf(error: unknown): Problem {
	return error instanceof KefuError ? error.problem : { code: "internal", detail: String(error) };
}
