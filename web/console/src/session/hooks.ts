/** What do components know of the session? `useKefu`, `useMe`, `useSnapshot`, `useConnection`. */

import type { Connection, KefuClient, KefuEvents, Observable, User } from "@kefu/client";
import { useCallback, useContext, useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { KefuContext } from "./KefuProvider";

function useLive() {
	const live = useContext(KefuContext);
	if (!live) throw new Error("useKefu: only inside of KefuProvider");
	return live;
}

/** The live client: `kefu.rest`, `kefu.thread(id)`, `kefu.send(…)`. */
export function useKefu(): KefuClient {
	return useLive().kefu;
}

/** Ourselves, as the server last said. */
export function useMe(): User {
	return useLive().me;
}

/** `useSnapshot(kefu.thread(id))`: renders again when it changes. */
export function useSnapshot<S>(observable: Observable<S>): S {
	const subscribe = useCallback((listener: () => void) => observable.subscribe(listener), [observable]);
	return useSyncExternalStore(subscribe, () => observable.snapshot);
}

/** Calls the newest `listener` for each such event while the component is mounted. */
export function useKefuEvent<E extends keyof KefuEvents>(event: E, listener: (value: KefuEvents[E]) => void): void {
	const kefu = useKefu();
	const heard = useEffectEvent(listener);
	useEffect(() => kefu.on(event, (value) => heard(value)), [kefu, event]);
}

export function useConnection(): Connection {
	const kefu = useKefu();
	const subscribe = useCallback((listener: () => void) => kefu.on("connection", listener), [kefu]);
	return useSyncExternalStore(subscribe, () => kefu.connection);
}
