/** Who is this browser, as long as nobody signed in? What the server gave it, kept in the page's localStorage. */

import type { SignIn, Timestamp, UserId } from "@kefu/client";

export interface Visitor {
	userId: UserId;
	token: string;
	expiresAt: Timestamp;
	/** When we got it, in milliseconds of this browser's clock. */
	since: number;
}

const keyOf = (server: string) => `kefu:visitor:${server}`;

/** The one that is kept and still valid. */
export function storedVisitor(server: string): Visitor | null {
	try {
		const visitor: Visitor | null = JSON.parse(localStorage.getItem(keyOf(server)) ?? "null");
		return visitor && Date.parse(visitor.expiresAt) > Date.now() ? visitor : null;
	} catch {
		return null;
	}
}

/** Where storage is forbidden the visitor lasts as long as the page. */
export function storeVisitor(server: string, signIn: SignIn): Visitor {
	const visitor = {
		userId: signIn.user.id,
		token: signIn.access_token,
		expiresAt: signIn.expires_at,
		since: Date.now(),
	};
	try {
		localStorage.setItem(keyOf(server), JSON.stringify(visitor));
	} catch {}
	return visitor;
}

export function forgetVisitor(server: string): void {
	try {
		localStorage.removeItem(keyOf(server));
	} catch {}
}

/** Another tab of the shop became, or ceased to be, a visitor. */
export function onVisitorChange(server: string, listener: () => void): () => void {
	const heard = (event: StorageEvent) => event.key === keyOf(server) && listener();
	addEventListener("storage", heard);
	return () => removeEventListener("storage", heard);
}
