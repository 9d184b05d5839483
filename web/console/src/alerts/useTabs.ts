/** What do this tab and the others show? */

import { type RefObject, useEffect, useRef } from "react";
import { useMatch } from "react-router";
import { isAttentive } from "../app/attention";
import { useMe } from "../session/hooks";
import { Tabs } from "./tabs";

export function useTabs(): RefObject<Tabs | null> {
	const me = useMe();
	const tabs = useRef<Tabs | null>(null);
	const shown = useMatch("/c/:conversationId")?.params.conversationId;
	const conversation = shown === undefined ? null : Number(shown);

	useEffect(() => {
		const opened = new Tabs(me.id);
		tabs.current = opened;
		return () => opened.close();
	}, [me.id]);

	useEffect(() => {
		const look = () => tabs.current?.look(isAttentive() ? conversation : null);
		look();
		addEventListener("focus", look);
		addEventListener("blur", look);
		document.addEventListener("visibilitychange", look);
		return () => {
			removeEventListener("focus", look);
			removeEventListener("blur", look);
			document.removeEventListener("visibilitychange", look);
		};
	}, [conversation, me.id]);

	return tabs;
}
