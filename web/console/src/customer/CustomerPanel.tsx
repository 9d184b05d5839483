/** Who is this, what are they asking about, and what was before? Stands beside the thread. */

import type { Conversation } from "@kefu/client";
import { counterpartOf } from "../inbox/people";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { isStaff } from "../session/rights";
import { ContextEntries } from "./ContextEntries";
import classes from "./CustomerPanel.module.css";
import { describeContext } from "./context";
import { EarlierConversations } from "./EarlierConversations";
import { MemberList } from "./MemberList";
import { Profile } from "./Profile";
import { Section } from "./Section";
import { SharedFiles } from "./SharedFiles";

export function CustomerPanel({ conversation }: { conversation: Conversation }) {
	const t = useText();
	const me = useMe();
	const customer = counterpartOf(conversation, me.id);
	const context = describeContext(conversation.context);
	return (
		<div className={classes.panel}>
			{customer && <Profile key={customer.id} user={customer} />}
			{context.length > 0 && (
				<Section name="context" title={t("contextTitle")}>
					<ContextEntries entries={context} />
				</Section>
			)}
			{customer && isStaff(me) && <EarlierConversations customer={customer.id} shown={conversation.id} />}
			<SharedFiles key={conversation.id} conversationId={conversation.id} head={conversation.last_seq} />
			<MemberList conversation={conversation} />
		</div>
	);
}
