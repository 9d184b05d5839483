/** What makes a quick reply valid, and where do the server's objections go? */

import type { QuickReply } from "@kefu/client";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { type Translate, useText } from "../locales/text";
import { showFieldErrors } from "../page/fieldErrors";
import { useKefu } from "../session/hooks";
import { REPLIES_KEY } from "./useReplies";

/** The server's limits, in characters. */
const TITLE_MOST = 100;
const CONTENT_MOST = 4000;
const SHORTCUT_MOST = 32;
const CATEGORY_MOST = 50;

interface Fields {
	title: string;
	content: string;
	shortcut: string;
	category: string;
	scope: QuickReply["scope"];
}

export function useReplyForm(reply: QuickReply | null, onDone: () => void) {
	const t = useText();
	const { rest } = useKefu();
	const queries = useQueryClient();
	const form = useForm<Fields>({
		initialValues: {
			title: reply?.title ?? "",
			content: reply?.content ?? "",
			shortcut: reply?.shortcut ?? "",
			category: reply?.category ?? "",
			scope: reply?.scope ?? "personal",
		},
		validate: (values) => checkReply(values, t),
	});

	const submit = form.onSubmit(async (values) => {
		const draft = draftOf(values);
		try {
			await (reply === null ? rest.quickReplies.create(draft) : rest.quickReplies.update(reply.id, draft));
			await queries.invalidateQueries({ queryKey: REPLIES_KEY });
			onDone();
		} catch (error) {
			showFieldErrors(form, error);
		}
	});

	return { form, submit };
}

function draftOf({ title, content, shortcut, category, scope }: Fields) {
	return {
		title: title.trim(),
		content: content.trim(),
		shortcut: bareShortcut(shortcut) || null,
		category: category.trim() || null,
		scope,
	};
}

/** People write the slash too. */
function bareShortcut(shortcut: string): string {
	return shortcut.trim().replace(/^\//, "");
}

function checkReply(values: Fields, t: Translate) {
	const shortcut = bareShortcut(values.shortcut);
	return {
		title: checkText(values.title, TITLE_MOST, t),
		content: checkText(values.content, CONTENT_MOST, t),
		shortcut: /[\s/]/.test(shortcut) ? t("repliesShortcutRule") : tooLong(shortcut, SHORTCUT_MOST, t),
		category: tooLong(values.category.trim(), CATEGORY_MOST, t),
	};
}

function checkText(text: string, most: number, t: Translate): string | null {
	return text.trim() === "" ? t("fieldRequired") : tooLong(text.trim(), most, t);
}

function tooLong(text: string, most: number, t: Translate): string | null {
	return [...text].length > most ? t("fieldTooLong", { count: most }) : null;
}
