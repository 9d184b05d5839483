/** What does an error say, if it is one of the server's? */

import { KefuError, type Problem } from "@kefu/client";

export function problemOf(error: unknown): Problem | null {
	return error instanceof KefuError ? error.problem : null;
}
