/** The second line of a row: who types, an unsent draft, or the last message. */

import type { Conversation } from "@kefu/client";
import { IconFile, IconPackage, IconPhoto, IconReceipt } from "@tabler/icons-react";
import { useDraft } from "../composer/drafts";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import classes from "./ConversationRow.module.css";
import { type PreviewIcon, previewOf } from "./preview";
import { useSomebodyTypes } from "./typing";

const ICONS: Record<PreviewIcon, typeof IconFile> = {
	image: IconPhoto,
	file: IconFile,
	product: IconPackage,
	order: IconReceipt,
};

export function PreviewLine({ conversation, selected }: { conversation: Conversation; selected: boolean }) {
	const t = useText();
	const me = useMe();
	const draft = useDraft(me.id, conversation.id);
	const typing = useSomebodyTypes(conversation.id);
	if (typing) return <span className={`${classes.preview} ${classes.typing}`}>{t("typing")}</span>;
	if (draft.text && !selected) {
		return (
			<span className={classes.preview}>
				<span className={classes.draft}>{t("draft")}</span>
				{draft.text}
			</span>
		);
	}
	const last = conversation.last_message;
	const preview = previewOf(last);
	const PreviewMark = preview.icon && ICONS[preview.icon];
	return (
		<span className={classes.preview}>
			{last?.sender_id === me.id && t("youPrefix")}
			{PreviewMark && <PreviewMark size={14} stroke={1.6} aria-hidden />}
			{preview.phrase ? t(preview.phrase) : preview.text}
		</span>
	);
}
