/** Whether a new message is heard, and how loud. */

import { Button, Slider, Switch } from "@mantine/core";
import { IconVolume } from "@tabler/icons-react";
import { playChime } from "../alerts/chime";
import { useText } from "../locales/text";
import { setPreferences, usePreferences } from "./preferences";
import { Setting } from "./Setting";
import classes from "./StatusMenu.module.css";

export function SoundSetting() {
	const t = useText();
	const { sound, volume } = usePreferences();
	return (
		<Setting title={t("sound")}>
			<Switch
				label={t("soundOn")}
				checked={sound}
				onChange={(event) => setPreferences({ sound: event.currentTarget.checked })}
			/>
			{sound && (
				<div className={classes.volume}>
					<Slider
						className={classes.slider}
						thumbLabel={t("volume")}
						min={0.1}
						max={1}
						step={0.1}
						label={(value) => `${Math.round(value * 100)}%`}
						value={volume}
						onChange={(value) => setPreferences({ volume: value })}
					/>
					<Button
						size="compact-sm"
						variant="default"
						leftSection={<IconVolume size={14} aria-hidden />}
						onClick={() => void playChime(volume)}
					>
						{t("soundTest")}
					</Button>
				</div>
			)}
		</Setting>
	);
}
