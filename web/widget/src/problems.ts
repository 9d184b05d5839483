/** What does an error say to a person, whoever threw it? */

import { KefuError, type Problem } from "@kefu/client";

export function problemIn(error: unknown): Problem {
	return error instanceof KefuError ? error.problem : { code: "internal", detail: String(error) };
}
