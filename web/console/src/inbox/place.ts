/** Where in the conversations are we? The address holds it: `/c/42?view=mine&q=tea`. */

import type { ConversationId } from "@kefu/client";
import { useMemo } from "react";
import { useParams, useSearchParams } from "react-router";
import { useMe } from "../session/hooks";
import { type View, viewsOf } from "./views";

export interface Place {
	view: View;
	/** What is searched for; empty where nothing is. */
	q: string;
	conversationId: ConversationId | null;
	/** The address of a conversation, or of none, in this view. */
	to: (id: ConversationId | null) => string;
	toView: (view: View) => string;
}

export function usePlace(): Place {
	const me = useMe();
	const { conversationId } = useParams();
	const [search] = useSearchParams();
	const asked = search.get("view");
	const q = search.get("q") ?? "";
	return useMemo(() => {
		const views = viewsOf(me);
		const view = views.find(({ id }) => id === asked) ?? (views[0] as View);
		const id = Number(conversationId);
		const here = Number.isSafeInteger(id) && id > 0 ? id : null;
		const address = (path: string, params: Record<string, string>) => {
			const query = new URLSearchParams(Object.entries(params).filter(([, value]) => value !== ""));
			return query.size > 0 ? `${path}?${query}` : path;
		};
		const path = (to: ConversationId | null) => (to === null ? "/" : `/c/${to}`);
		return {
			view,
			q,
			conversationId: here,
			to: (to) => address(path(to), { view: view.id, q }),
			toView: (to) => address(path(here), { view: to.id }),
		};
	}, [me, conversationId, asked, q]);
}
