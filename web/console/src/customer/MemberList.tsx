/** Who is in the conversation. */

import type { Conversation } from "@kefu/client";
import { Badge, Text } from "@mantine/core";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { RoleBadge } from "../people/RoleBadge";
import { useMe } from "../session/hooks";
import classes from "./CustomerPanel.module.css";
import { Section } from "./Section";

const FACE = 28;

export function MemberList({ conversation }: { conversation: Conversation }) {
	const t = useText();
	const me = useMe();
	const { members, assignee_id } = conversation;
	return (
		<Section name="members" title={t("membersTitle")} count={members.length}>
			<ul className={classes.list}>
				{members.map(({ user }) => (
					<li key={user.id} className={classes.member}>
						<Face user={user} size={FACE} />
						<Text size="sm" truncate flex={1}>
							{user.username}
							{user.id === me.id && ` (${t("you")})`}
						</Text>
						{user.id === assignee_id && (
							<Badge size="sm" variant="light" color="blue" tt="none">
								{t("hasIt")}
							</Badge>
						)}
						<RoleBadge role={user.role} />
					</li>
				))}
			</ul>
		</Section>
	);
}
