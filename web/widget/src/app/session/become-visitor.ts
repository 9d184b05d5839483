/** How does somebody without an account get an identity? The server makes one, once for all tabs of this browser. */

import { ChatRest, KefuError, type TokenReason, type UserId } from "@kefu/client";
import { storedVisitor, storeVisitor, type Visitor } from "../../visitor.js";

/** A token is exchanged when less than this share of its life is left, so that who comes back now and then stays. */
const RENEW_BELOW = 0.5;

/** Two tabs that write at the same moment must not become two people, hence the lock. */
export function becomeVisitor(server: string): Promise<Visitor> {
	const become = async () => storedVisitor(server) ?? storeVisitor(server, await ChatRest.visitor(server));
	return navigator.locks ? navigator.locks.request(`kefu:visitor:${server}`, become) : become();
}

/** As `createChat` takes it. */
export interface VisitorIdentity {
	userId: UserId;
	token: (reason: TokenReason) => Promise<string>;
}

export function visitorIdentity(server: string, visitor: Visitor): VisitorIdentity {
	let known = visitor;
	return {
		userId: visitor.userId,
		async token(reason) {
			known = storedVisitor(server) ?? known;
			if (reason === "refused") throw new KefuError({ code: "unauthorized", detail: "This visitor is over." });
			if (reason === "expiring" || shareLeft(known) < RENEW_BELOW) known = await renew(server, known);
			return known.token;
		},
	};
}

async function renew(server: string, visitor: Visitor): Promise<Visitor> {
	try {
		return storeVisitor(server, await new ChatRest({ server, token: visitor.token }).tokens.refresh());
	} catch (error) {
		// The old one is good until it ends; the next page tries again.
		if (error instanceof KefuError && error.problem.code !== "unauthorized") return visitor;
		throw error;
	}
}

function shareLeft({ since, expiresAt }: Visitor): number {
	const end = Date.parse(expiresAt);
	return (end - Date.now()) / (end - since);
}
