/** The conversations: the list, the thread, and the customer beside it. */

import { VisuallyHidden } from "@mantine/core";
import { useEffect } from "react";
import { usePhone } from "../app/screen";
import { useText } from "../locales/text";
import { ThreadPane } from "../thread/ThreadPane";
import classes from "./ConversationsPage.module.css";
import { ListPane } from "./ListPane";
import { NothingOpen } from "./NothingOpen";
import { usePlace } from "./place";

export function ConversationsPage() {
	const t = useText();
	const phone = usePhone();
	const place = usePlace();
	const id = place.conversationId;
	const covered = phone && id !== null;

	useEffect(() => {
		document.title = `${t("conversations")} · kefu`;
	}, [t]);

	return (
		<div className={classes.page} data-covers-rail={covered || undefined}>
			<VisuallyHidden component="h1">{t("conversations")}</VisuallyHidden>
			<section className={classes.list} aria-label={t("conversationList")} inert={covered}>
				<ListPane place={place} />
			</section>
			{id === null ? (
				<div className={classes.nothing}>
					<NothingOpen />
				</div>
			) : (
				<div className={classes.thread}>
					<ThreadPane key={id} conversationId={id} back={place.to(null)} />
				</div>
			)}
		</div>
	);
}
