/** Everything that can be done or found, one key away: Ctrl/Cmd-K. The keyboard's shortcuts live here too. */

import { Loader } from "@mantine/core";
import { Spotlight, spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { type Action, useActions, useRegisteredActions } from "../app/actions";
import { useText } from "../locales/text";
import { ActionItem } from "./ActionItem";
import { filterActions, GROUP_ORDER, GROUP_TEXT } from "./actionGroups";
import { ConversationItems } from "./ConversationItems";
import classes from "./commands.module.css";
import { PeopleItems } from "./PeopleItems";
import { ShortcutHelp } from "./ShortcutHelp";
import { useFound } from "./useFound";
import { useShortcuts } from "./useShortcuts";

export function CommandBar() {
	const t = useText();
	const [query, setQuery] = useState("");
	const [help, setHelp] = useState(false);
	const own = useMemo<Action[]>(
		() => [
			{ id: "app.commands", group: "app", titleKey: "commandBar", shortcut: "mod+K", run: () => spotlight.toggle() },
			{ id: "app.help", group: "app", titleKey: "shortcutsTitle", shortcut: "?", run: () => setHelp(true) },
		],
		[],
	);
	useActions(own);
	useShortcuts();
	const { conversations, people, searching } = useFound(query);
	const doable = useRegisteredActions().filter((one) => one.id !== "app.commands" && one.when?.() !== false);
	const fitting = filterActions(doable, query, t);
	const none = fitting.length + conversations.length + people.length === 0;

	return (
		<>
			<Spotlight.Root
				query={query}
				onQueryChange={setQuery}
				shortcut={null}
				scrollable
				maxHeight="60vh"
				title={t("commandBar")}
				classNames={{ header: classes.header }}
			>
				<Spotlight.Search
					placeholder={t("commandPlaceholder")}
					aria-label={t("commandBar")}
					leftSection={searching ? <Loader size={18} /> : <IconSearch size={20} stroke={1.5} aria-hidden />}
				/>
				<Spotlight.ActionsList>
					<ConversationItems conversations={conversations} />
					<PeopleItems people={people} />
					{GROUP_ORDER.map((group) => ({ group, list: fitting.filter((one) => one.group === group) }))
						.filter(({ list }) => list.length > 0)
						.map(({ group, list }) => (
							<Spotlight.ActionsGroup key={group} label={t(GROUP_TEXT[group])}>
								{list.map((action) => (
									<ActionItem key={action.id} action={action} />
								))}
							</Spotlight.ActionsGroup>
						))}
					{none && <Spotlight.Empty>{t(searching ? "commandSearching" : "commandNothing")}</Spotlight.Empty>}
				</Spotlight.ActionsList>
			</Spotlight.Root>
			<ShortcutHelp opened={help} onClose={() => setHelp(false)} />
		</>
	);
}
