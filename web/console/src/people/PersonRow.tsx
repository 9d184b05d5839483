/** One person of the list. */

import type { User } from "@kefu/client";
import { Badge, Text } from "@mantine/core";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { isAdmin } from "../session/rights";
import { Face } from "./Face";
import classes from "./PeoplePage.module.css";
import { PersonMenu } from "./PersonMenu";
import { RoleBadge } from "./RoleBadge";
import { SeenText } from "./SeenText";

export function PersonRow({ user }: { user: User }) {
	const t = useText();
	const format = useFormat();
	const me = useMe();
	return (
		<tr data-disabled={user.disabled || undefined}>
			<th scope="row" className={classes.person}>
				<Face user={user} status={user.status} />
				<div className={classes.names}>
					<Text size="sm" fw={600} truncate>
						{user.username}
						{user.id === me.id && ` (${t("you")})`}
					</Text>
					<Text size="xs" c="dimmed" truncate>
						{user.id}
					</Text>
				</div>
			</th>
			<td className={classes.role}>
				<RoleBadge role={user.role} />
				{user.disabled && (
					<Badge variant="light" color="red" tt="none" size="sm" ml={4}>
						{t("disabled")}
					</Badge>
				)}
			</td>
			<td className={classes.seen}>
				<SeenText status={user.status} lastSeen={user.last_seen} />
			</td>
			<td className={classes.since}>{format.date(user.created_at)}</td>
			{isAdmin(me) && (
				<td className={classes.menu}>
					<PersonMenu user={user} />
				</td>
			)}
		</tr>
	);
}
