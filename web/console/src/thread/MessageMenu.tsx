/** What can be done with a message. */

import type { Message } from "@kefu/client";
import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowBackUp, IconCopy, IconDots, IconPencil, IconTrash } from "@tabler/icons-react";
import { useText } from "../locales/text";
import { mayEdit, mayRecall } from "../session/rights";
import classes from "./Bubble.module.css";
import type { Desk } from "./desk";

export function MessageMenu({ message, desk }: { message: Message; desk: Desk }) {
	const t = useText();
	const text = message.kind === "text" ? message.body?.text : undefined;
	return (
		<div className={classes.menu}>
			<ActionIcon
				variant="subtle"
				color="gray"
				size="sm"
				aria-label={t("reply")}
				title={t("reply")}
				onClick={() => desk.reply(message)}
			>
				<IconArrowBackUp size={16} />
			</ActionIcon>
			<Menu position="bottom-end" width={180} returnFocus={false}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("messageMenu")}>
						<IconDots size={16} />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconArrowBackUp size={16} />} onClick={() => desk.reply(message)}>
						{t("reply")}
					</Menu.Item>
					{text !== undefined && (
						<Menu.Item leftSection={<IconCopy size={16} />} onClick={() => navigator.clipboard?.writeText(text)}>
							{t("copyText")}
						</Menu.Item>
					)}
					{mayEdit(desk.me, message) && (
						<Menu.Item leftSection={<IconPencil size={16} />} onClick={() => desk.edit(message)}>
							{t("editMessage")}
						</Menu.Item>
					)}
					{mayRecall(desk.me, message) && (
						<Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => desk.recall(message)}>
							{t("recall")}
						</Menu.Item>
					)}
				</Menu.Dropdown>
			</Menu>
		</div>
	);
}
