/** How a message that is on its way is doing. */

import type { Pending } from "@kefu/client";
import { Anchor, Progress } from "@mantine/core";
import { IconAlertCircle, IconClock } from "@tabler/icons-react";
import { useText } from "../locales/text";
import { useKefu } from "../session/hooks";
import classes from "./Bubble.module.css";

export function PendingMeta({ pending }: { pending: Pending }) {
	const t = useText();
	const kefu = useKefu();
	const discard = () => kefu.discard(pending.clientId);
	if (pending.state === "failed") {
		return (
			<div className={classes.meta} data-failed role="alert">
				<IconAlertCircle size={14} aria-hidden />
				{pending.problem?.detail ?? t("notSent")}
				<Link text={t("tryAgain")} onClick={() => kefu.retry(pending.clientId)} />
				<Link text={t("discard")} onClick={discard} />
			</div>
		);
	}
	if (pending.state === "uploading") {
		const percent = Math.round((pending.progress ?? 0) * 100);
		return (
			<div className={classes.meta}>
				<Progress value={percent} w={90} size="sm" aria-label={t("uploading")} />
				{percent}%
				<Link text={t("cancel")} onClick={discard} />
			</div>
		);
	}
	return (
		<div className={classes.meta}>
			<IconClock size={12} role="img" aria-label={t("sending")} />
		</div>
	);
}

function Link({ text, onClick }: { text: string; onClick: () => void }) {
	return (
		<Anchor component="button" type="button" inherit onClick={onClick}>
			{text}
		</Anchor>
	);
}
