/** Whether the desktop shows new messages; the browser is asked when it is switched on. */

import { Switch, Text } from "@mantine/core";
import { askPermission, usePermission } from "../alerts/permission";
import { useText } from "../locales/text";
import { setPreferences, usePreferences } from "./preferences";
import { Setting } from "./Setting";

const HINT = {
	default: "notificationsAsk",
	granted: "notificationsHint",
	denied: "notificationsDenied",
	unsupported: "notificationsUnsupported",
} as const;

export function NotificationSetting() {
	const t = useText();
	const { notifications } = usePreferences();
	const permission = usePermission();

	function change(on: boolean): void {
		setPreferences({ notifications: on });
		if (on && permission === "default") void askPermission();
	}

	return (
		<Setting title={t("notifications")}>
			<Switch
				label={t("notificationsOn")}
				checked={notifications && permission === "granted"}
				disabled={permission === "denied" || permission === "unsupported"}
				onChange={(event) => change(event.currentTarget.checked)}
			/>
			<Text size="xs" c="dimmed" role="status">
				{t(HINT[permission])}
			</Text>
		</Setting>
	);
}
