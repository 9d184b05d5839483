/** Whether one counts as away when nobody is at the keyboard. */

import { NumberInput, Switch } from "@mantine/core";
import { useText } from "../locales/text";
import { setPreferences, usePreferences } from "./preferences";
import { Setting } from "./Setting";

const LEAST = 1;
const MOST = 120;

export function AwaySetting() {
	const t = useText();
	const { autoAway, idleMinutes } = usePreferences();
	return (
		<Setting title={t("statusAway")}>
			<Switch
				label={t("autoAway")}
				checked={autoAway}
				onChange={(event) => setPreferences({ autoAway: event.currentTarget.checked })}
			/>
			{autoAway && (
				<NumberInput
					label={t("idleMinutes")}
					w={160}
					min={LEAST}
					max={MOST}
					clampBehavior="strict"
					allowDecimal={false}
					value={idleMinutes}
					onChange={(value) => typeof value === "number" && setPreferences({ idleMinutes: value })}
				/>
			)}
		</Setting>
	);
}
