/** Online or away, to be chosen in the menu. */

import { Menu } from "@mantine/core";
import { useText } from "../locales/text";
import { usePreferences } from "./preferences";
import { chooseAway, type OwnPresence } from "./presence";
import classes from "./StatusMenu.module.css";

export function PresenceItems({ presence: { chosen, idle } }: { presence: OwnPresence }) {
	const t = useText();
	const { autoAway, idleMinutes } = usePreferences();
	const hint = idle ? t("presenceIdle") : autoAway ? t("presenceAuto", { count: idleMinutes }) : t("presenceManual");
	return (
		<Menu.RadioGroup value={chosen ? "away" : "online"} onChange={(value) => chooseAway(value === "away")}>
			<Menu.RadioItem value="online" rightSection={<span className={classes.dot} />}>
				{t("statusOnline")}
				<span className={classes.hint}>{hint}</span>
			</Menu.RadioItem>
			<Menu.RadioItem value="away" rightSection={<span className={classes.dot} data-status="away" />}>
				{t("statusAway")}
			</Menu.RadioItem>
		</Menu.RadioGroup>
	);
}
