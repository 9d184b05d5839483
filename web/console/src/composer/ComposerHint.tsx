/** What one should know before one writes here. */

import type { Conversation } from "@kefu/client";
import { Anchor } from "@mantine/core";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { isWaiting, mayAssign } from "../session/rights";
import { useFindPerson } from "../session/staff";
import type { Change } from "../thread/useChange";
import classes from "./Composer.module.css";

export function ComposerHint({ conversation, change }: { conversation: Conversation; change: Change["change"] }) {
	const t = useText();
	const me = useMe();
	const person = useFindPerson(conversation.members);
	const { status, assignee_id } = conversation;
	const desk = mayAssign(me, conversation);
	if (status === "closed") return <p className={classes.hint}>{t("closedHint")}</p>;
	if (desk && isWaiting(conversation)) {
		return (
			<p className={classes.hint}>
				{t("waitingHint")}{" "}
				<Anchor component="button" type="button" inherit onClick={() => change({ assignee_id: me.id })}>
					{t("take")}
				</Anchor>
			</p>
		);
	}
	if (!desk || assignee_id === null || assignee_id === me.id) return null;
	return <p className={classes.hint}>{t("othersHint", { name: person(assignee_id)?.username ?? assignee_id })}</p>;
}
