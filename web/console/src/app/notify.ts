/** How is a person told that something failed? */

import { notifications } from "@mantine/notifications";
import { translate } from "../locales/text";
import { problemText } from "./problem";

export function notifyProblem(error: unknown): void {
	notifications.show({
		color: "red",
		closeButtonProps: { "aria-label": translate("close") },
		title: translate("failed"),
		message: problemText(error, translate),
	});
}
