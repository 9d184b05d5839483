/** Writes a quick reply, a new one or one there is. */

import type { QuickReply } from "@kefu/client";
import { Autocomplete, Button, Group, SegmentedControl, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { useMe } from "../session/hooks";
import { PLACEHOLDERS } from "./placeholders";
import { mayShareReplies } from "./rights";
import { useReplyForm } from "./useReplyForm";

interface ReplyFormProps {
	opened: boolean;
	onClose: () => void;
	/** Null for a new one. */
	reply: QuickReply | null;
	categories: string[];
}

export function ReplyForm({ opened, onClose, reply, categories }: ReplyFormProps) {
	const t = useText();
	return (
		<Dialog opened={opened} onClose={onClose} size="lg" title={t(reply ? "repliesEdit" : "repliesNew")}>
			<ReplyFields key={reply?.id ?? "new"} reply={reply} categories={categories} onDone={onClose} />
		</Dialog>
	);
}

function ReplyFields({
	reply,
	categories,
	onDone,
}: Pick<ReplyFormProps, "reply" | "categories"> & { onDone: () => void }) {
	const t = useText();
	const me = useMe();
	const { form, submit } = useReplyForm(reply, onDone);
	const hint = t("repliesPlaceholders", { list: PLACEHOLDERS.map((name) => `{{${name}}}`).join(" ") });
	return (
		<form onSubmit={submit} noValidate>
			<Stack>
				<TextInput label={t("repliesFieldTitle")} required data-autofocus {...form.getInputProps("title")} />
				<Textarea
					label={t("repliesFieldContent")}
					description={hint}
					required
					autosize
					minRows={5}
					maxRows={14}
					{...form.getInputProps("content")}
				/>
				<Group grow align="flex-start" wrap="wrap" preventGrowOverflow={false}>
					<TextInput
						label={t("repliesFieldShortcut")}
						description={t("repliesShortcutHint")}
						leftSection="/"
						autoCapitalize="none"
						autoComplete="off"
						{...form.getInputProps("shortcut")}
					/>
					<Autocomplete
						label={t("repliesCategory")}
						description={t("repliesCategoryHint")}
						data={categories}
						{...form.getInputProps("category")}
					/>
				</Group>
				{mayShareReplies(me) && (
					<div>
						<Text size="sm" fw={500} mb={4} id="reply-scope">
							{t("repliesWho")}
						</Text>
						<SegmentedControl
							aria-labelledby="reply-scope"
							data={[
								{ value: "personal", label: t("repliesMine") },
								{ value: "shared", label: t("repliesShared") },
							]}
							{...form.getInputProps("scope")}
						/>
					</div>
				)}
				<Group justify="flex-end">
					<Button variant="default" onClick={onDone}>
						{t("cancel")}
					</Button>
					<Button type="submit" loading={form.submitting}>
						{t("save")}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
