/** One conversation in the list. */

import type { Conversation } from "@kefu/client";
import { Avatar } from "@mantine/core";
import { memo } from "react";
import { Link } from "react-router";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { useMe } from "../session/hooks";
import { usePresence } from "../session/presence";
import { isStaff } from "../session/rights";
import { useFindPerson } from "../session/staff";
import classes from "./ConversationRow.module.css";
import { PreviewLine } from "./PreviewLine";
import { counterpartOf } from "./people";
import { RowTime } from "./RowTime";
import { Unread } from "./Unread";
import { unreadBadge } from "./waiting";

interface ConversationRowProps {
	conversation: Conversation;
	selected: boolean;
	/** Where it leads. */
	to: string;
}

export const ConversationRow = memo(function ConversationRow({ conversation, selected, to }: ConversationRowProps) {
	const t = useText();
	const me = useMe();
	const other = counterpartOf(conversation, me.id);
	const status = usePresence(other?.id);
	const unread = unreadBadge(conversation, me.id);
	const name = other?.username ?? t("supportDesk");
	return (
		<Link
			to={to}
			className={classes.row}
			aria-current={selected ? "true" : undefined}
			data-unread={unread > 0 || undefined}
		>
			<Face user={{ username: name, avatar: other?.avatar ?? "" }} status={status} size={38} />
			<span className={classes.lines}>
				<span className={classes.line}>
					<span className={classes.name}>{name}</span>
					{conversation.subject && <span className={classes.subject}>{conversation.subject}</span>}
					<RowTime conversation={conversation} />
				</span>
				<span className={classes.line}>
					<PreviewLine conversation={conversation} selected={selected} />
					{isStaff(me) && <Assignee conversation={conversation} />}
					<Unread count={unread} />
				</span>
			</span>
		</Link>
	);
});

function Assignee({ conversation }: { conversation: Conversation }) {
	const t = useText();
	const me = useMe();
	const person = useFindPerson(conversation.members);
	const id = conversation.assignee_id;
	if (!id || id === me.id) return null;
	const user = person(id);
	const label = t("assignedTo", { name: user?.username ?? id });
	return <Avatar src={user?.avatar} name={user?.username} size={18} radius="xl" alt={label} title={label} />;
}
