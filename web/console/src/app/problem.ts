/** What does an error say, if it is one of the server's? */

import { KefuError, type Problem } from "@kefu/client";
import type { Translate } from "../locales/text";

export function problemOf(error: unknown): Problem | null {
	return error instanceof KefuError ? error.problem : null;
}

/** For a person: the server's own sentence, where the server was reached. */
export function problemText(error: unknown, t: Translate): string {
	const problem = problemOf(error);
	return problem?.code === "offline" ? t("offline") : (problem?.detail ?? t("unexpected"));
}
