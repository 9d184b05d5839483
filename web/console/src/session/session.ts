/** Who is signed in? One store for the page: `useSession` in components, `signOut` everywhere. */

import { KefuError, type User } from "@kefu/client";
import { useSyncExternalStore } from "react";
import { queryClient } from "../app/queries";
import { rest } from "./rest";
import { forgetToken, keepToken, keptToken } from "./token";

export type Session =
	| { state: "starting" }
	| { state: "unreachable" }
	/** `ended`: there was a session, and the server does not accept it any more. `denied`: a buyer has no console. */
	| { state: "out"; why?: "ended" | "denied" }
	| { state: "in"; user: User };

let session: Session = { state: "starting" };
const listeners = new Set<() => void>();

function become(next: Session): void {
	session = next;
	for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function useSession(): Session {
	return useSyncExternalStore(subscribe, () => session);
}

/** Asks the server whether the kept token still counts. */
export async function startSession(): Promise<void> {
	const kept = keptToken();
	if (!kept) return become({ state: "out" });
	become({ state: "starting" });
	try {
		const { user } = await rest(kept.token).auth.verify();
		enter(user);
	} catch (error) {
		const refused = error instanceof KefuError && error.problem.code === "unauthorized";
		if (refused) endSession("ended");
		else become({ state: "unreachable" });
	}
}

/** Rejects with a `KefuError`. */
export async function signIn(username: string, password: string, stay: boolean): Promise<void> {
	const { access_token: token, user } = await rest(null).auth.login(username, password);
	keepToken({ token, stay });
	enter(user);
}

function enter(user: User): void {
	if (user.role === "buyer") endSession("denied");
	else become({ state: "in", user });
}

/** Ends it here; `why` is said on the sign-in page. */
export function endSession(why?: "ended" | "denied"): void {
	forgetToken();
	queryClient.clear();
	become({ state: "out", why });
}

/** Ends it on the server too, for every device: that is what the server's logout does. */
export async function signOut(): Promise<void> {
	const kept = keptToken();
	endSession();
	if (kept) await rest(kept.token).auth.logout();
}

/** The token for the client: the kept one, or a new one when it runs out. */
export async function freshToken(reason: "start" | "expiring" | "refused"): Promise<string> {
	const kept = keptToken();
	if (!kept) {
		// Another tab signed out.
		endSession("ended");
		throw new KefuError({ code: "unauthorized", detail: "You have signed out." });
	}
	if (reason === "start") return kept.token;
	try {
		const { access_token: token } = await rest(kept.token).auth.refresh();
		keepToken({ token, stay: kept.stay });
		return token;
	} catch (error) {
		if (error instanceof KefuError && error.problem.code === "unauthorized") endSession("ended");
		throw error;
	}
}
