/** What else this customer asked the desk. */

import type { Conversation, ConversationId, UserId } from "@kefu/client";
import { Badge, Button, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useFormat } from "../locales/format";
import { type TextKey, useText } from "../locales/text";
import { useKefu } from "../session/hooks";
import classes from "./CustomerPanel.module.css";
import { Section } from "./Section";
import { useSnippet } from "./useSnippet";

const PAGE = 6;
const STATUS: Record<Conversation["status"], { key: TextKey; color: string }> = {
	open: { key: "conversationOpen", color: "blue" },
	snoozed: { key: "conversationSnoozed", color: "violet" },
	closed: { key: "conversationClosed", color: "gray" },
};

interface EarlierConversationsProps {
	customer: UserId;
	/** The one on the screen, which is left out. */
	shown: ConversationId;
}

export function EarlierConversations({ customer, shown }: EarlierConversationsProps) {
	const t = useText();
	const { rest } = useKefu();
	const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
		queryKey: ["conversations-of", customer],
		queryFn: ({ pageParam, signal }) => rest.conversations.list({ customer, limit: PAGE, cursor: pageParam }, signal),
		initialPageParam: null as string | null,
		getNextPageParam: (page) => page.next_cursor,
	});
	const all = data?.pages.flatMap((page) => page.items) ?? [];
	const others = all.filter((one) => one.id !== shown && one.customer_id === customer);
	if (others.length === 0 && !hasNextPage) return null;
	return (
		<Section name="earlier" title={t("earlierTitle")}>
			<ul className={classes.list}>
				{others.map((conversation) => (
					<EarlierOne key={conversation.id} conversation={conversation} />
				))}
			</ul>
			{hasNextPage && (
				<Button size="compact-sm" variant="subtle" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
					{t("showMore")}
				</Button>
			)}
		</Section>
	);
}

function EarlierOne({ conversation }: { conversation: Conversation }) {
	const t = useText();
	const format = useFormat();
	const snippet = useSnippet();
	const { status, subject, last_message, last_activity_at } = conversation;
	return (
		<li>
			<Link to={`/c/${conversation.id}`} className={classes.link}>
				<span className={classes.linkHead}>
					<Text size="sm" fw={500} truncate component="span">
						{subject || snippet(last_message) || t("noSubject")}
					</Text>
					<Badge size="xs" variant="light" color={STATUS[status].color} tt="none">
						{t(STATUS[status].key)}
					</Badge>
				</span>
				<Text size="xs" c="dimmed" truncate component="span" title={format.dateTime(last_activity_at)}>
					{format.ago(last_activity_at)}
					{subject && last_message && ` · ${snippet(last_message)}`}
				</Text>
			</Link>
		</li>
	);
}
