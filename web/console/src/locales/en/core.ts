/** English: sign-in, shell, conversation list, thread, composer. */

const core = {
	ok: "OK",
	cancel: "Cancel",
	save: "Save",
	close: "Close",
	failed: "That did not work",
	unexpected: "Something unexpected happened. Please try again.",
	offline: "There is no connection to the server.",
	tryAgain: "Try again",
	tryNow: "Try now",
	unreachable: "The server does not answer",
	unreachableHint: "It may be restarting, or this computer is offline.",
	noConnection: "No connection. Messages wait here and go out later.",
	nothingHere: "There is nothing here",
	toConversations: "To the conversations",
	skipToContent: "Skip to the content",
	mainNavigation: "Main",

	signInTitle: "Sign in to kefu",
	signInHint: "For support and merchants",
	username: "Username",
	password: "Password",
	showPassword: "Show the password",
	staySignedIn: "Stay signed in",
	signIn: "Sign in",
	signOut: "Sign out",
	wrongPassword: "The username or the password is wrong.",
	tooManyTries: { one: "Too many tries. Wait {count} second.", other: "Too many tries. Wait {count} seconds." },
	sessionEnded: "You have been signed out. Please sign in again.",
	buyersHaveNoConsole: "This account belongs to a buyer. The console is for support and merchants.",

	conversations: "Conversations",
	quickReplies: "Quick replies",
	people: "People",
	auditLog: "Audit log",
	settings: "Settings",
	appearance: "Appearance",
	light: "Light",
	dark: "Dark",
	likeTheSystem: "Like the system",
	switchLightDark: "Switch between light and dark",
	switchLanguage: "切换到中文",

	unreadCount: { one: "{count} unread message", other: "{count} unread messages" },
};

export default core;
