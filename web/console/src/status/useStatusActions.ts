/** What can be done about oneself from the command bar and the keyboard? */

import { useMemo } from "react";
import { type Action, useActions } from "../app/actions";
import { useMe } from "../session/hooks";
import { isStaff } from "../session/rights";
import { preferences, setPreferences } from "./preferences";
import { chooseAway, useOwnPresence } from "./presence";
import type { StatusDialog } from "./StatusMenu";

export function useStatusActions(open: (dialog: StatusDialog) => void): void {
	const { chosen } = useOwnPresence();
	const staff = isStaff(useMe());
	const list = useMemo<Action[]>(
		() => [
			{
				id: "app.away",
				group: "app",
				titleKey: chosen ? "actionBack" : "actionAway",
				shortcut: "alt+shift+A",
				run: () => chooseAway(!chosen),
			},
			{
				id: "app.sound",
				group: "app",
				titleKey: "actionSound",
				shortcut: "alt+shift+S",
				run: () => setPreferences({ sound: !preferences().sound }),
			},
			{ id: "app.preferences", group: "app", titleKey: "preferences", shortcut: "mod+,", run: () => open("settings") },
			{ id: "app.profile", group: "app", titleKey: "profileEdit", run: () => open("profile") },
			{ id: "app.password", group: "app", titleKey: "passwordChange", run: () => open("password"), when: () => staff },
		],
		[chosen, staff, open],
	);
	useActions(list);
}
