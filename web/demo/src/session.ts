/** Who is this page? The server says so while it is in demo mode: a real shop's backend would. */

export interface Session {
	/** `BASE_URL`, without a slash at the end. */
	server: string;
	access_token: string;
	user: { id: string; username: string };
}

export async function readSession(part: "buyer" | "merchant"): Promise<Session | null> {
	const response = await fetch(`/demo/session?as=${part}`);
	return response.ok ? response.json() : null;
}

/** A fresh token whenever the widget asks for one. */
export async function renewToken(): Promise<string> {
	const session = await readSession("buyer");
	if (!session) throw new Error("The demo is over");
	return session.access_token;
}

/**
 * Whether a page of this origin may talk to the server. Opened under another name of this machine than `BASE_URL` has,
 * the page is a shop on an origin of its own, as in real life; `CORS_ORIGINS` must list it, as in real life.
 */
export async function mayTalkTo(server: string): Promise<boolean> {
	if (server === location.origin) return true;
	return fetch(`${server}/api/health/live`).then(
		() => true,
		() => false,
	);
}
