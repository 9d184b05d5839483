/** Where a message was that is gone. Who recalled a text a moment ago may write it anew. */

import type { Message } from "@kefu/client";
import { Anchor } from "@mantine/core";
import { useText } from "../locales/text";
import type { Desk } from "./desk";
import classes from "./MessageRow.module.css";

export function RecalledLine({ message, desk }: { message: Message; desk: Desk }) {
	const t = useText();
	const sender = message.sender_id ?? "";
	const own = sender === desk.me.id;
	const text = own ? desk.recalledText(message.seq) : undefined;
	return (
		<div className={classes.line}>
			{own ? t("youRecalled") : t("recalledBy", { name: desk.person(sender)?.username ?? sender })}
			{text && (
				<Anchor component="button" type="button" size="xs" onClick={() => desk.write(text)}>
					{t("editAgain")}
				</Anchor>
			)}
		</div>
	);
}
