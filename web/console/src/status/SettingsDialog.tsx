/** How the console looks, sounds and behaves in this browser. */

import { SegmentedControl, Stack, useMantineColorScheme } from "@mantine/core";
import { type Language, setLanguage, useLanguage, useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { AwaySetting } from "./AwaySetting";
import { NotificationSetting } from "./NotificationSetting";
import type { OwnDialogProps } from "./OwnDialogProps";
import { Setting } from "./Setting";
import { SoundSetting } from "./SoundSetting";

export function SettingsDialog({ opened, onClose }: OwnDialogProps) {
	const t = useText();
	const language = useLanguage();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	return (
		<Dialog opened={opened} onClose={onClose} title={t("preferences")}>
			<Stack gap="md">
				<Setting title={t("language")}>
					<SegmentedControl
						aria-label={t("language")}
						data={[
							{ value: "zh-CN", label: "中文" },
							{ value: "en", label: "English" },
						]}
						value={language}
						onChange={(value) => setLanguage(value as Language)}
					/>
				</Setting>
				<Setting title={t("appearance")}>
					<SegmentedControl
						aria-label={t("appearance")}
						data={[
							{ value: "light", label: t("light") },
							{ value: "dark", label: t("dark") },
							{ value: "auto", label: t("likeTheSystem") },
						]}
						value={colorScheme}
						onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")}
					/>
				</Setting>
				<SoundSetting />
				<NotificationSetting />
				<AwaySetting />
			</Stack>
		</Dialog>
	);
}
