/** Shows one message on the desktop; a click brings its conversation to the front. */

import type { Conversation, Message } from "@kefu/client";
import { useCallback } from "react";
import { useNavigate } from "react-router";
import { useSnippet } from "../customer/useSnippet";
import { translate } from "../locales/text";

interface News {
	conversation: Conversation;
	message: Message;
}

const LONGEST = 140;

export function useNotifier(): (news: News) => void {
	const navigate = useNavigate();
	const snippet = useSnippet();
	return useCallback(
		({ conversation, message }) => {
			const sender = conversation.members.find(({ user }) => user.id === message.sender_id)?.user;
			const options: NotificationOptions = {
				body: snippet(message).slice(0, LONGEST),
				// A later message of the same conversation takes the place of the earlier one.
				tag: `kefu:${conversation.id}`,
				silent: true,
				...(sender && { icon: sender.avatar }),
			};
			const shown = show(sender?.username ?? translate("newMessage"), options);
			if (!shown) return;
			shown.onclick = () => {
				window.focus();
				void navigate(`/c/${conversation.id}`);
				shown.close();
			};
		},
		[navigate, snippet],
	);
}

function show(title: string, options: NotificationOptions): Notification | null {
	try {
		return new Notification(title, options);
	} catch {
		// Android shows them through a service worker only.
		return null;
	}
}
