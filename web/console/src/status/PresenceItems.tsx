/** Online or away, to be chosen in the menu. */

import { Menu, Text } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useText } from "../locales/text";
import { usePreferences } from "./preferences";
import { chooseAway, type OwnPresence } from "./presence";
import classes from "./StatusMenu.module.css";

export function PresenceItems({ presence }: { presence: OwnPresence }) {
	const t = useText();
	const { autoAway, idleMinutes } = usePreferences();
	const check = <IconCheck size={16} aria-hidden />;
	const { chosen, idle } = presence;
	return (
		<>
			<Menu.Item
				role="menuitemradio"
				aria-checked={!chosen}
				leftSection={<span className={classes.dot} />}
				rightSection={chosen ? null : check}
				onClick={() => chooseAway(false)}
			>
				{t("statusOnline")}
				<Text size="xs" c="dimmed">
					{idle ? t("presenceIdle") : autoAway ? t("presenceAuto", { count: idleMinutes }) : t("presenceManual")}
				</Text>
			</Menu.Item>
			<Menu.Item
				role="menuitemradio"
				aria-checked={chosen}
				leftSection={<span className={classes.dot} data-status="away" />}
				rightSection={chosen ? check : null}
				onClick={() => chooseAway(true)}
			>
				{t("statusAway")}
			</Menu.Item>
		</>
	);
}
