/** Everything that can be done or found, one key away: Ctrl/Cmd-K. The keyboard's shortcuts live here too. */

import { spotlight } from "@mantine/spotlight";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { type Action, useActions } from "../app/actions";
import { useShortcuts } from "./useShortcuts";

const loadHelp = () => import("./ShortcutHelp");
const Palette = lazy(() => import("./Palette"));
const ShortcutHelp = lazy(loadHelp);

export function CommandBar() {
	const [help, setHelp] = useState<"never" | "open" | "closed">("never");
	const own = useMemo<Action[]>(
		() => [
			{ id: "app.commands", group: "app", titleKey: "commandBar", shortcut: "mod+K", run: () => spotlight.toggle() },
			{ id: "app.help", group: "app", titleKey: "shortcutsTitle", shortcut: "?", run: () => setHelp("open") },
		],
		[],
	);
	useActions(own);
	useShortcuts();
	// After the first picture, and before the line may be gone.
	useEffect(() => void loadHelp().catch(() => {}), []);
	return (
		<Suspense>
			<Palette />
			{help !== "never" && <ShortcutHelp opened={help === "open"} onClose={() => setHelp("closed")} />}
		</Suspense>
	);
}
