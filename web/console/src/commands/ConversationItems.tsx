/** Conversations that the command bar found. */

import type { Conversation } from "@kefu/client";
import { Text } from "@mantine/core";
import { Spotlight } from "@mantine/spotlight";
import { useNavigate } from "react-router";
import { useSnippet } from "../customer/useSnippet";
import { counterpartOf } from "../inbox/people";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { useMe } from "../session/hooks";

const FACE = 28;

export function ConversationItems({ conversations }: { conversations: Conversation[] }) {
	const t = useText();
	if (conversations.length === 0) return null;
	return (
		<Spotlight.ActionsGroup label={t("conversations")}>
			{conversations.map((conversation) => (
				<ConversationItem key={conversation.id} conversation={conversation} />
			))}
		</Spotlight.ActionsGroup>
	);
}

function ConversationItem({ conversation }: { conversation: Conversation }) {
	const t = useText();
	const me = useMe();
	const format = useFormat();
	const navigate = useNavigate();
	const snippet = useSnippet();
	const who = counterpartOf(conversation, me.id);
	return (
		<Spotlight.Action
			label={who?.username ?? t("nobody")}
			description={conversation.subject || snippet(conversation.last_message)}
			leftSection={who && <Face user={who} size={FACE} />}
			rightSection={
				<Text size="xs" c="dimmed">
					{format.ago(conversation.last_activity_at)}
				</Text>
			}
			onClick={() => void navigate(`/c/${conversation.id}`)}
		/>
	);
}
