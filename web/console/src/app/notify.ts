/** How is a person told that something failed? */

import { notifications } from "@mantine/notifications";
import { translate } from "../locales/text";
import { problemOf } from "./problem";

/** Shows the server's own sentence. */
export function notifyProblem(error: unknown): void {
	const problem = problemOf(error);
	const offline = problem?.code === "offline";
	notifications.show({
		color: "red",
		closeButtonProps: { "aria-label": translate("close") },
		title: translate("failed"),
		message: offline || !problem ? translate(offline ? "offline" : "unexpected") : problem.detail,
	});
}
