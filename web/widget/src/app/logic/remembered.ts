/** What outlives a page? The unsent text, the open panel and what was on it as long as the tab, the sound as long as the browser. */

function read(storage: () => Storage, key: string): string | null {
	try {
		return storage().getItem(key);
	} catch {
		return null;
	}
}

function write(storage: () => Storage, key: string, value: string): void {
	try {
		if (value) storage().setItem(key, value);
		else storage().removeItem(key);
	} catch {
		// Storage may be full or forbidden; then the page forgets, and goes on.
	}
}

const tab = () => sessionStorage;
const browser = () => localStorage;

export const remembered = {
	/** Read by the loader too. */
	open: () => read(tab, "kefu:open") === "1",
	setOpen: (open: boolean) => write(tab, "kefu:open", open ? "1" : ""),
	draft: (to: string) => read(tab, `kefu:draft:${to}`) ?? "",
	setDraft: (to: string, text: string) => write(tab, `kefu:draft:${to}`, text),
	/** What was on the screen, as JSON. */
	seen: (server: string) => read(tab, `kefu:seen:${server}`),
	setSeen: (server: string, json: string) => write(tab, `kefu:seen:${server}`, json),
	muted: () => read(browser, "kefu:muted") === "1",
	setMuted: (muted: boolean) => write(browser, "kefu:muted", muted ? "1" : ""),
	/** What was said before there was a conversation to say it in, as JSON. */
	waiting: (key: string) => read(browser, `kefu:waiting:${key}`),
	setWaiting: (key: string, json: string) => write(browser, `kefu:waiting:${key}`, json),
};
