/** Oneself: whether one is there, one's profile, password and settings, and the way out. */

import { Menu, UnstyledButton } from "@mantine/core";
import { IconKey, IconKeyboard, IconLogout, IconSettings, IconUser } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { actions } from "../app/actions";
import { notifyProblem } from "../app/notify";
import { usePhone } from "../app/screen";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { ROLE_TEXT } from "../people/roles";
import { useConnection, useKefu } from "../session/hooks";
import { isStaff } from "../session/rights";
import { signOut } from "../session/session";
import { PresenceItems } from "./PresenceItems";
import { isAway, useOwnPresence, watchPresence } from "./presence";
import classes from "./StatusMenu.module.css";
import { useOwnProfile } from "./useOwnProfile";
import { useStatusActions } from "./useStatusActions";

export type StatusDialog = "profile" | "password" | "settings";

const loadDialogs = () => import("./OwnDialogs");
const OwnDialogs = lazy(loadDialogs);

const ICON = { size: 16, "aria-hidden": true } as const;

export function StatusMenu() {
	const t = useText();
	const me = useOwnProfile();
	const kefu = useKefu();
	const phone = usePhone();
	const presence = useOwnPresence();
	const online = useConnection().state === "online";
	const [dialog, setDialog] = useState<StatusDialog | null>(null);
	const [asked, setAsked] = useState(false);
	const open = useCallback((wanted: StatusDialog) => {
		setAsked(true);
		setDialog(wanted);
	}, []);
	const status = !online ? "offline" : isAway(presence) ? "away" : "online";
	useEffect(() => watchPresence(kefu), [kefu]);
	// After the first picture, and before the line may be gone.
	useEffect(() => void loadDialogs().catch(() => {}), []);
	useStatusActions(open);
	return (
		<>
			<Menu position={phone ? "top-end" : "right-end"} width={260} withinPortal={false}>
				<Menu.Target>
					<UnstyledButton className={classes.button} aria-label={t("statusMenu", { name: me.username })}>
						<Face user={me} status={status} size={34} />
					</UnstyledButton>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Label>
						<span className={classes.name}>{me.username}</span>
						{t(ROLE_TEXT[me.role])}
					</Menu.Label>
					<Menu.Divider />
					<PresenceItems presence={presence} />
					<Menu.Divider />
					<Menu.Item leftSection={<IconUser {...ICON} />} onClick={() => open("profile")}>
						{t("profileEdit")}
					</Menu.Item>
					{isStaff(me) && (
						<Menu.Item leftSection={<IconKey {...ICON} />} onClick={() => open("password")}>
							{t("passwordChange")}
						</Menu.Item>
					)}
					<Menu.Item leftSection={<IconSettings {...ICON} />} onClick={() => open("settings")}>
						{t("preferences")}
					</Menu.Item>
					<Menu.Item leftSection={<IconKeyboard {...ICON} />} onClick={() => actions.run("app.help")}>
						{t("shortcutsTitle")}
					</Menu.Item>
					<Menu.Divider />
					<Menu.Item leftSection={<IconLogout {...ICON} />} onClick={() => signOut().catch(notifyProblem)}>
						{t("signOut")}
						<span className={classes.hint}>{t("signOutEverywhere")}</span>
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			{asked && (
				<Suspense>
					<OwnDialogs shown={dialog} onClose={() => setDialog(null)} />
				</Suspense>
			)}
		</>
	);
}
