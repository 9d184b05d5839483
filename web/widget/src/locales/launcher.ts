/** What does the button say before the chat and its texts are loaded? */

import type { Locale } from "./names.js";

interface LauncherTexts {
	open: string;
	close: string;
	unread: (count: number) => string;
}

export const LAUNCHER: Record<Locale, LauncherTexts> = {
	en: {
		open: "Chat with us",
		close: "Close the chat",
		unread: (count) => `Chat with us, ${count} unread`,
	},
	"zh-CN": {
		open: "联系客服",
		close: "关闭聊天窗口",
		unread: (count) => `联系客服，${count} 条未读消息`,
	},
};
