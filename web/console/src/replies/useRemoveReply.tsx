/** Throws a quick reply away, once that is confirmed. */

import type { QuickReply } from "@kefu/client";
import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQueryClient } from "@tanstack/react-query";
import { notifyProblem } from "../app/notify";
import { useText } from "../locales/text";
import { useKefu } from "../session/hooks";
import { REPLIES_KEY } from "./useReplies";

export function useRemoveReply(): (reply: QuickReply) => void {
	const t = useText();
	const { rest } = useKefu();
	const queries = useQueryClient();

	async function remove(reply: QuickReply): Promise<void> {
		try {
			await rest.quickReplies.remove(reply.id);
		} catch (error) {
			notifyProblem(error);
		}
		await queries.invalidateQueries({ queryKey: REPLIES_KEY });
	}

	return (reply) =>
		modals.openConfirmModal({
			title: t("repliesDeleteTitle", { title: reply.title }),
			children: <Text size="sm">{t(reply.scope === "shared" ? "repliesDeleteShared" : "repliesDeleteOwn")}</Text>,
			labels: { confirm: t("delete"), cancel: t("cancel") },
			closeButtonProps: { "aria-label": t("close") },
			confirmProps: { color: "red" },
			onConfirm: () => void remove(reply),
		});
}
