/** One quick reply on the page. */

import type { QuickReply } from "@kefu/client";
import { ActionIcon, Badge, Text, Tooltip } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { scopeOf } from "./groups";
import classes from "./RepliesPage.module.css";
import { mayChangeReply } from "./rights";
import { ShortcutMark } from "./ShortcutMark";
import { useRemoveReply } from "./useRemoveReply";

const BADGES = {
	shared: { color: "blue", key: "repliesShared" },
	personal: { color: "gray", key: "repliesMine" },
	others: { color: "violet", key: "repliesOthers" },
} as const;

export function ReplyRow({ reply, onEdit }: { reply: QuickReply; onEdit: () => void }) {
	const t = useText();
	const me = useMe();
	const remove = useRemoveReply();
	const badge = BADGES[scopeOf(reply, me.id)];
	return (
		<li className={classes.row}>
			<div className={classes.text}>
				<div className={classes.heading}>
					<Text fw={600} size="sm">
						{reply.title}
					</Text>
					{reply.shortcut !== null && <ShortcutMark shortcut={reply.shortcut} />}
					{me.role !== "merchant" && (
						<Badge size="sm" variant="light" color={badge.color} tt="none">
							{t(badge.key)}
						</Badge>
					)}
				</div>
				<Text size="sm" c="dimmed" lineClamp={3} className={classes.content}>
					{reply.content}
				</Text>
			</div>
			{mayChangeReply(me, reply) && (
				<div className={classes.actions}>
					<Tooltip label={t("edit")}>
						<ActionIcon
							variant="subtle"
							color="gray"
							aria-label={t("repliesEditOne", { title: reply.title })}
							onClick={onEdit}
						>
							<IconPencil size={18} aria-hidden />
						</ActionIcon>
					</Tooltip>
					<Tooltip label={t("delete")}>
						<ActionIcon
							variant="subtle"
							color="red"
							aria-label={t("repliesDeleteOne", { title: reply.title })}
							onClick={() => remove(reply)}
						>
							<IconTrash size={18} aria-hidden />
						</ActionIcon>
					</Tooltip>
				</div>
			)}
		</li>
	);
}
