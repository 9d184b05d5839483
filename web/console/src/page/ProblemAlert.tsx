/** Why the server refused, inside of the dialog that asked. */

import { Alert } from "@mantine/core";
import { problemOf, problemText } from "../app/problem";
import { useText } from "../locales/text";

interface ProblemAlertProps {
	error: unknown;
	/** What a `conflict` means here: taken names, the last administrator. */
	conflict?: string;
}

export function ProblemAlert({ error, conflict }: ProblemAlertProps) {
	const t = useText();
	if (!error) return null;
	const isConflict = problemOf(error)?.code === "conflict";
	return (
		<Alert role="alert" color="red" variant="light">
			{(isConflict && conflict) || problemText(error, t)}
		</Alert>
	);
}
