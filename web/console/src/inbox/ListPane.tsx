/** The left pane: search, views, and the list. */

import { useMemo } from "react";
import { useNavigate } from "react-router";
import { type Action, useActions } from "../app/actions";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { ConversationRows } from "./ConversationRows";
import classes from "./ListPane.module.css";
import type { Place } from "./place";
import { focusSearch, SearchField } from "./SearchField";
import { useList } from "./useList";
import { ViewTabs } from "./ViewTabs";
import { viewsOf } from "./views";

export function ListPane({ place }: { place: Place }) {
	const t = useText();
	const { view, q } = place;
	// A search looks everywhere: people look for a customer, and do not know the state of things.
	const list = useList(q ? { q } : view.filter);
	useListActions(place, list.items);
	return (
		<>
			<div className={classes.head}>
				<SearchField />
			</div>
			{q ? <p className={classes.searching}>{t("searchingEverywhere")}</p> : <ViewTabs place={place} />}
			<ConversationRows key={q || view.id} list={list} place={place} />
		</>
	);
}

function useListActions(place: Place, items: readonly { id: number }[]): void {
	const navigate = useNavigate();
	const me = useMe();
	const list = useMemo<Action[]>(() => {
		const here = items.findIndex(({ id }) => id === place.conversationId);
		const open = (index: number) => {
			const next = items[index];
			if (next) navigate(place.to(next.id));
		};
		return [
			{
				id: "list.next",
				group: "go",
				titleKey: "nextConversation",
				shortcut: "alt+ArrowDown",
				run: () => open(here + 1),
				when: () => here + 1 < items.length,
			},
			{
				id: "list.previous",
				group: "go",
				titleKey: "previousConversation",
				shortcut: "alt+ArrowUp",
				run: () => open(here - 1),
				when: () => here > 0,
			},
			{ id: "list.search", group: "go", titleKey: "searchConversations", shortcut: "alt+S", run: focusSearch },
			...viewsOf(me).map<Action>((view) => ({
				id: `view.${view.id}`,
				group: "go",
				titleKey: view.titleKey,
				shortcut: view.shortcut,
				run: () => navigate(place.toView(view)),
			})),
		];
	}, [items, place, navigate, me]);
	useActions(list);
}
