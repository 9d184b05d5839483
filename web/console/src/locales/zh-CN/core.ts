/** 中文：登录、外壳、会话列表、消息、输入框。 */

import type enCore from "../en/core";
import type { Text } from "../text";

const core: Record<keyof typeof enCore, Text> = {
	ok: "确定",
	cancel: "取消",
	save: "保存",
	close: "关闭",
	failed: "操作未成功",
	unexpected: "出现意外错误，请重试。",
	offline: "无法连接服务器。",
	tryAgain: "重试",
	tryNow: "立即重试",
	unreachable: "服务器没有响应",
	unreachableHint: "服务器可能正在重启，或本机已离线。",
	noConnection: "连接已断开。消息会保留在此，恢复后自动发送。",
	nothingHere: "这里什么都没有",
	toConversations: "返回会话",
	skipToContent: "跳到内容",
	mainNavigation: "主导航",

	signInTitle: "登录 kefu 客服",
	signInHint: "客服与商户专用",
	username: "用户名",
	password: "密码",
	showPassword: "显示密码",
	staySignedIn: "保持登录",
	signIn: "登录",
	signOut: "退出登录",
	wrongPassword: "用户名或密码错误。",
	tooManyTries: { other: "尝试次数过多，请等待 {count} 秒。" },
	sessionEnded: "您已退出登录，请重新登录。",
	buyersHaveNoConsole: "该账号属于买家，工作台仅供客服与商户使用。",

	conversations: "会话",
	quickReplies: "快捷回复",
	people: "人员",
	auditLog: "审计日志",
	settings: "设置",
	appearance: "外观",
	light: "浅色",
	dark: "深色",
	likeTheSystem: "跟随系统",
	switchLightDark: "切换浅色与深色",
	switchLanguage: "Switch to English",

	unreadCount: { other: "{count} 条未读消息" },
};

export default core;
