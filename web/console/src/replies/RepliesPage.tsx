/** The quick replies: found, sorted into categories, written and thrown away. */

import type { QuickReply } from "@kefu/client";
import { Button, Loader, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useText } from "../locales/text";
import { PageFrame } from "../page/PageFrame";
import { Trouble } from "../page/Trouble";
import { useMe } from "../session/hooks";
import { byCategory, categoriesOf, filterReplies, type ReplyFilter } from "./groups";
import { RepliesFilter } from "./RepliesFilter";
import classes from "./RepliesPage.module.css";
import { ReplyForm } from "./ReplyForm";
import { ReplyRow } from "./ReplyRow";
import { useAllReplies } from "./useReplies";

export default function RepliesPage() {
	const t = useText();
	const me = useMe();
	const { data, isPending, error, refetch } = useAllReplies();
	const [filter, setFilter] = useState<ReplyFilter>({ query: "", scope: "all", category: null });
	const [edited, setEdited] = useState<QuickReply | null>(null);
	const [opened, form] = useDisclosure(false);
	const replies = useMemo(() => data ?? [], [data]);
	const groups = useMemo(() => byCategory(filterReplies(replies, filter, me.id)), [replies, filter, me.id]);

	function edit(reply: QuickReply | null): void {
		setEdited(reply);
		form.open();
	}

	return (
		<PageFrame
			title={t("repliesTitle")}
			hint={t("repliesHint")}
			action={
				<Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => edit(null)}>
					{t("repliesNew")}
				</Button>
			}
		>
			<RepliesFilter filter={filter} onChange={setFilter} replies={replies} me={me} />
			{isPending && <Loader m="xl" />}
			{error && <Trouble error={error} onRetry={() => void refetch()} />}
			{data && groups.length === 0 && (
				<Stack align="center" gap="xs" p="xl">
					<Text fw={600}>{t(replies.length === 0 ? "repliesNoneYet" : "repliesNoMatch")}</Text>
					<Text size="sm" c="dimmed" ta="center">
						{t("repliesEmptyHint")}
					</Text>
				</Stack>
			)}
			{groups.map(({ category, replies: list }) => (
				<section key={category ?? ""} className={classes.group}>
					<h2 className={classes.category}>{category ?? t("repliesNoCategory")}</h2>
					<ul className={classes.list}>
						{list.map((reply) => (
							<ReplyRow key={reply.id} reply={reply} onEdit={() => edit(reply)} />
						))}
					</ul>
				</section>
			))}
			<ReplyForm opened={opened} onClose={form.close} reply={edited} categories={categoriesOf(replies)} />
		</PageFrame>
	);
}
