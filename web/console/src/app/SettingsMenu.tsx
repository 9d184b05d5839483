/** Language, light or dark, and the way out. */

import { Menu, Tooltip, UnstyledButton, useMantineColorScheme } from "@mantine/core";
import { IconLanguage, IconLogout, IconMoon, IconSettings, IconSun, IconSunMoon } from "@tabler/icons-react";
import { setLanguage, useLanguage, useText } from "../locales/text";
import { signOut } from "../session/session";
import { notifyProblem } from "./notify";
import classes from "./Shell.module.css";

const SCHEMES = [
	{ value: "light", titleKey: "light", icon: IconSun },
	{ value: "dark", titleKey: "dark", icon: IconMoon },
	{ value: "auto", titleKey: "likeTheSystem", icon: IconSunMoon },
] as const;

export function SettingsMenu() {
	const t = useText();
	const language = useLanguage();
	return (
		<Menu position="right-end" width={200}>
			<Menu.Target>
				<Tooltip label={t("settings")} position="right">
					<UnstyledButton className={classes.link} aria-label={t("settings")}>
						<IconSettings size={22} stroke={1.6} aria-hidden />
					</UnstyledButton>
				</Tooltip>
			</Menu.Target>
			<Menu.Dropdown>
				<AppearanceItems />
				<Menu.Divider />
				<Menu.Item
					leftSection={<IconLanguage size={16} aria-hidden />}
					onClick={() => setLanguage(language === "en" ? "zh-CN" : "en")}
				>
					{language === "en" ? "中文" : "English"}
				</Menu.Item>
				<Menu.Divider />
				<Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut().catch(notifyProblem)}>
					{t("signOut")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}

function AppearanceItems() {
	const t = useText();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	return (
		<>
			<Menu.Label>{t("appearance")}</Menu.Label>
			{SCHEMES.map(({ value, titleKey, icon: SchemeIcon }) => (
				<Menu.Item
					key={value}
					leftSection={<SchemeIcon size={16} aria-hidden />}
					bg={value === colorScheme ? "var(--kefu-selected)" : undefined}
					onClick={() => setColorScheme(value)}
				>
					{t(titleKey)}
				</Menu.Item>
			))}
		</>
	);
}
