/** In which order are actions shown, and which of them fit what was typed? */

import type { Action, ActionGroup } from "../app/actions";
import type { TextKey, Translate } from "../locales/text";

export const GROUP_ORDER: readonly ActionGroup[] = ["conversation", "message", "go", "app"];

export const GROUP_TEXT: Record<ActionGroup, TextKey> = {
	conversation: "groupConversation",
	message: "groupMessage",
	go: "groupGo",
	app: "groupApp",
};

/** Every word typed begins or stands in the title; those whose title begins with it come first. */
export function filterActions(list: readonly Action[], query: string, t: Translate): Action[] {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return [...list];
	const titled = list.map((action) => ({ action, title: t(action.titleKey, action.titleValues).toLowerCase() }));
	const fitting = titled.filter(({ title }) => words.every((word) => title.includes(word)));
	const begins = (title: string) => Number(title.startsWith(words[0] ?? ""));
	return fitting.sort((a, b) => begins(b.title) - begins(a.title)).map(({ action }) => action);
}
