/** Which lists are there, and what does each one hold? */

import type { ConversationFilter, User } from "@kefu/client";
import type { TextKey } from "../locales/text";
import { isStaff } from "../session/rights";

export type ViewId = "queue" | "mine" | "all" | "snoozed" | "closed" | "inbox" | "unread";

export interface View {
	id: ViewId;
	titleKey: TextKey;
	emptyKey: TextKey;
	filter: ConversationFilter;
	/** Its length is of interest, so it is loaded even while it is not shown. */
	counted: boolean;
	shortcut: string;
}

/** Those nobody has yet. */
export const QUEUE: ConversationFilter = { status: "open", assignee: "none" };

const CLOSED: View = {
	id: "closed",
	titleKey: "viewClosed",
	emptyKey: "emptyClosed",
	filter: { status: "closed" },
	counted: false,
	shortcut: "alt+X",
};

const STAFF: View[] = [
	{
		id: "queue",
		titleKey: "viewQueue",
		emptyKey: "emptyQueue",
		filter: QUEUE,
		counted: true,
		shortcut: "alt+Q",
	},
	{
		id: "mine",
		titleKey: "viewMine",
		emptyKey: "emptyMine",
		filter: { status: "open", assignee: "me" },
		counted: true,
		shortcut: "alt+M",
	},
	{
		id: "all",
		titleKey: "viewAll",
		emptyKey: "emptyAll",
		filter: { status: "open" },
		counted: false,
		shortcut: "alt+O",
	},
	{
		id: "snoozed",
		titleKey: "viewSnoozed",
		emptyKey: "emptySnoozed",
		filter: { status: "snoozed" },
		counted: true,
		shortcut: "alt+W",
	},
	CLOSED,
];

const MERCHANT: View[] = [
	{
		id: "inbox",
		titleKey: "viewInbox",
		emptyKey: "emptyInbox",
		filter: { status: "open" },
		counted: false,
		shortcut: "alt+Q",
	},
	{
		id: "unread",
		titleKey: "viewUnread",
		emptyKey: "emptyUnread",
		filter: { unread: true },
		counted: true,
		shortcut: "alt+M",
	},
	CLOSED,
];

export function viewsOf(me: Pick<User, "id" | "role">): View[] {
	return isStaff(me) ? STAFF : MERCHANT;
}
