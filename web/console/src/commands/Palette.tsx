/** The command bar itself: what can be done here, and what the server finds for what is typed. */

import { Loader } from "@mantine/core";
import { Spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useRegisteredActions } from "../app/actions";
import { useText } from "../locales/text";
import { ActionItem } from "./ActionItem";
import { filterActions, GROUP_ORDER, GROUP_TEXT } from "./actionGroups";
import { ConversationItems } from "./ConversationItems";
import classes from "./commands.module.css";
import { PeopleItems } from "./PeopleItems";
import { useFirstChosen } from "./useFirstChosen";
import { useFound } from "./useFound";

export default function Palette() {
	const t = useText();
	const [query, setQuery] = useState("");
	const { conversations, people, searching } = useFound(query);
	const doable = useRegisteredActions().filter((one) => one.id !== "app.commands" && one.when?.() !== false);
	const fitting = filterActions(doable, query, t);
	const choices = useFirstChosen(query, conversations, people);
	const none = fitting.length + conversations.length + people.length === 0;

	return (
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
			<Spotlight.ActionsList ref={choices}>
				{GROUP_ORDER.map((group) => ({ group, list: fitting.filter((one) => one.group === group) }))
					.filter(({ list }) => list.length > 0)
					.map(({ group, list }) => (
						<Spotlight.ActionsGroup key={group} label={t(GROUP_TEXT[group])}>
							{list.map((action) => (
								<ActionItem key={action.id} action={action} />
							))}
						</Spotlight.ActionsGroup>
					))}
				<ConversationItems conversations={conversations} />
				<PeopleItems people={people} />
				{none && <Spotlight.Empty>{t(searching ? "commandSearching" : "commandNothing")}</Spotlight.Empty>}
			</Spotlight.ActionsList>
		</Spotlight.Root>
	);
}
