/** Where does the server's "that is not valid" go? To the fields it names; all else is told beside the form. */

import type { UseFormReturnType } from "@mantine/form";
import { notifyProblem } from "../app/notify";
import { problemOf } from "../app/problem";

export function showFieldErrors<V extends object>(form: UseFormReturnType<V>, error: unknown): void {
	const faults = problemOf(error)?.errors ?? [];
	const fields = form.getValues();
	const here = faults.filter(({ field }) => field in fields);
	for (const { field, message } of here) form.setFieldError(field, sentence(message));
	if (here.length === 0 || here.length < faults.length) notifyProblem(error);
}

/** The server says "must be …"; beside a field that is a sentence. */
function sentence(message: string): string {
	return message.charAt(0).toUpperCase() + message.slice(1);
}
