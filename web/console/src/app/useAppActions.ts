/** What can be done on every page. */

import { useMantineColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { useNavigate } from "react-router";
import { currentLanguage, setLanguage } from "../locales/text";
import { useMe } from "../session/hooks";
import { isAdmin, isStaff } from "../session/rights";
import { signOut } from "../session/session";
import { type Action, useActions } from "./actions";
import { notifyProblem } from "./notify";

export function useAppActions(): void {
	const navigate = useNavigate();
	const me = useMe();
	const { toggleColorScheme } = useMantineColorScheme();
	const staff = isStaff(me);
	const admin = isAdmin(me);

	const list = useMemo<Action[]>(
		() => [
			{ id: "go.conversations", group: "go", titleKey: "conversations", shortcut: "alt+1", run: () => navigate("/") },
			{ id: "go.replies", group: "go", titleKey: "quickReplies", shortcut: "alt+2", run: () => navigate("/replies") },
			{
				id: "go.people",
				group: "go",
				titleKey: "people",
				shortcut: "alt+3",
				run: () => navigate("/people"),
				when: () => staff,
			},
			{
				id: "go.audit",
				group: "go",
				titleKey: "auditLog",
				shortcut: "alt+4",
				run: () => navigate("/audit"),
				when: () => admin,
			},
			{ id: "app.scheme", group: "app", titleKey: "switchLightDark", shortcut: "alt+shift+D", run: toggleColorScheme },
			{
				id: "app.language",
				group: "app",
				titleKey: "switchLanguage",
				shortcut: "alt+shift+L",
				run: () => setLanguage(currentLanguage() === "en" ? "zh-CN" : "en"),
			},
			{ id: "app.signOut", group: "app", titleKey: "signOut", run: () => signOut().catch(notifyProblem) },
		],
		[navigate, toggleColorScheme, staff, admin],
	);
	useActions(list);
}
