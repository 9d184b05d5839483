/** When does it ring? For what is said to us and is not before somebody's eyes already. */

import type { Message } from "@kefu/client";
import { useEffect, useEffectEvent, useRef } from "react";
import { useKefu, useKefuEvent, useMe } from "../session/hooks";
import { isWaiting } from "../session/rights";
import { preferences } from "../status/preferences";
import { playChime } from "./chime";
import { concerns, isSaid, Told } from "./news";
import { permission } from "./permission";
import { useNotifier } from "./useNotifier";
import { useTabs } from "./useTabs";

/** What comes together after an absence rings once. */
const GATHER_MS = 300;
/** More conversations than these ring without being shown one by one. */
const SHOWN_AT_ONCE = 4;

export function useRinging(): void {
	const kefu = useKefu();
	const me = useMe();
	const tabs = useTabs();
	const notify = useNotifier();
	const told = useRef(new Told());
	const gathered = useRef(new Map<number, Message>());
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

	const ring = useEffectEvent(async () => {
		const news = [...gathered.current.values()].filter((message) => !tabs.current?.isLookedAt(message.conversation_id));
		gathered.current.clear();
		if (!tabs.current?.rings || news.length === 0) return;
		const shown = await Promise.all(
			news.slice(0, SHOWN_AT_ONCE).map(async (message) => {
				const conversation = await kefu.rest.conversations.read(message.conversation_id).catch(() => null);
				return conversation && concerns(conversation, me) ? { conversation, message } : null;
			}),
		);
		const ours = shown.filter((one) => one !== null);
		if (ours.length === 0) return;
		const { sound, volume, notifications } = preferences();
		if (sound) void playChime(volume);
		if (notifications && permission() === "granted") ours.forEach(notify);
	});

	function hear(message: Message | null): void {
		if (message === null || !isSaid(message) || message.sender_id === me.id || !told.current.isNew(message)) return;
		gathered.current.set(message.conversation_id, message);
		clearTimeout(timer.current);
		timer.current = setTimeout(() => void ring(), GATHER_MS);
	}

	useKefuEvent("entry", hear);
	// What waits in the queue does not come as entries: nobody has joined it yet.
	useKefuEvent("conversation", (conversation) => {
		const { last_message: last, customer_id } = conversation;
		if (isWaiting(conversation) && last?.sender_id === customer_id) hear(last);
	});
	useEffect(() => () => clearTimeout(timer.current), []);
}
