/** The views as links, some with how much is in them. */

import { Link } from "react-router";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import classes from "./ListPane.module.css";
import type { Place } from "./place";
import { useList } from "./useList";
import { type View, viewsOf } from "./views";

export function ViewTabs({ place }: { place: Place }) {
	const t = useText();
	const me = useMe();
	return (
		<nav className={classes.tabs} aria-label={t("views")}>
			{viewsOf(me).map((view) => (
				<ViewTab key={view.id} view={view} place={place} />
			))}
		</nav>
	);
}

function ViewTab({ view, place }: { view: View; place: Place }) {
	const t = useText();
	const { items, hasMore } = useList(view.counted ? view.filter : null);
	const current = view.id === place.view.id;
	return (
		<Link className={classes.tab} to={place.toView(view)} aria-current={current ? "page" : undefined}>
			{t(view.titleKey)}
			{items.length > 0 && (
				<span className={classes.count}>
					{items.length}
					{hasMore && "+"}
				</span>
			)}
		</Link>
	);
}
