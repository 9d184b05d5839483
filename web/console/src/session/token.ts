/** Where is the token kept, and what does it say? In this tab, or in the browser for those who stay signed in. */

export interface Kept {
	token: string;
	/** Survives the browser. */
	stay: boolean;
}

const KEPT_AS = "kefu.token";

export function keptToken(): Kept | null {
	const here = sessionStorage.getItem(KEPT_AS);
	if (here) return { token: here, stay: false };
	const stays = localStorage.getItem(KEPT_AS);
	return stays ? { token: stays, stay: true } : null;
}

export function keepToken({ token, stay }: Kept): void {
	forgetToken();
	(stay ? localStorage : sessionStorage).setItem(KEPT_AS, token);
}

export function forgetToken(): void {
	sessionStorage.removeItem(KEPT_AS);
	localStorage.removeItem(KEPT_AS);
}

/** `/console#token=…`: for pages that sign somebody in. Taken out of the address, so that nobody copies it along. */
export function takeTokenFromAddress(): void {
	const token = new URLSearchParams(location.hash.slice(1)).get("token");
	if (!token) return;
	history.replaceState(history.state, "", location.pathname + location.search);
	forgetToken();
	keepToken({ token, stay: false });
}
