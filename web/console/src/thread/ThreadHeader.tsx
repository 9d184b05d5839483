/** The head of a conversation: with whom, about what, in which state, and what to do with it. */

import type { Conversation, UserId } from "@kefu/client";
import { ActionIcon, Badge, Skeleton } from "@mantine/core";
import { IconArrowLeft, IconLayoutSidebarRight } from "@tabler/icons-react";
import { Link } from "react-router";
import { counterpartOf } from "../inbox/people";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { useMe } from "../session/hooks";
import { usePresence } from "../session/presence";
import { isWaiting } from "../session/rights";
import { HeaderActions } from "./HeaderActions";
import { SubjectField } from "./SubjectField";
import classes from "./ThreadHeader.module.css";
import type { Change } from "./useChange";
import type { Panel } from "./usePanel";
import { Viewers } from "./Viewers";

interface ThreadHeaderProps {
	conversation: Conversation | null;
	change: Change["change"];
	viewers: UserId[];
	back: string;
	panel: Panel;
	assigning: boolean;
	setAssigning: (open: boolean) => void;
}

export function ThreadHeader(props: ThreadHeaderProps) {
	const t = useText();
	const { conversation, change, viewers, back, panel } = props;
	return (
		<header className={classes.header}>
			<ActionIcon
				component={Link}
				to={back}
				className={classes.back}
				variant="subtle"
				color="gray"
				size="lg"
				aria-label={t("backToList")}
			>
				<IconArrowLeft size={20} />
			</ActionIcon>
			{conversation ? <Title conversation={conversation} change={change} /> : <Skeleton height={20} width={160} />}
			<div className={classes.space} />
			<Viewers ids={viewers} />
			{conversation && <HeaderActions {...props} conversation={conversation} />}
			<ActionIcon
				variant={panel.open ? "light" : "subtle"}
				color={panel.open ? undefined : "gray"}
				size="lg"
				aria-label={t("customer")}
				title={t("customer")}
				aria-pressed={panel.open}
				onClick={panel.toggle}
			>
				<IconLayoutSidebarRight size={20} stroke={1.6} />
			</ActionIcon>
		</header>
	);
}

function Title({ conversation, change }: { conversation: Conversation; change: Change["change"] }) {
	const t = useText();
	const me = useMe();
	const other = counterpartOf(conversation, me.id);
	const status = usePresence(other?.id);
	const name = other?.username ?? t("supportDesk");
	return (
		<div className={classes.title}>
			<span className={classes.face}>
				<Face user={{ username: name, avatar: other?.avatar ?? "" }} status={status} size={34} />
			</span>
			<div className={classes.names}>
				<h2 className={classes.name}>
					<span>{name}</span> <StatusBadge conversation={conversation} />
				</h2>
				<SubjectField subject={conversation.subject} onChange={(subject) => change({ subject })} />
			</div>
		</div>
	);
}

function StatusBadge({ conversation }: { conversation: Conversation }) {
	const t = useText();
	const waiting = isWaiting(conversation);
	if (conversation.status === "open" && !waiting) return null;
	const key = waiting ? "waiting" : conversation.status === "closed" ? "stateClosed" : "stateSnoozed";
	return (
		<Badge className={classes.badge} size="sm" variant="light" color="gray" tt="none" mod={{ waiting }}>
			{t(key)}
		</Badge>
	);
}
