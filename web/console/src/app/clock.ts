/** What time is it, for what is shown? One timer for all that show an age. */

import { useSyncExternalStore } from "react";

const STEP_MS = 15_000;

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	timer ??= setInterval(tick, STEP_MS);
	return () => {
		listeners.delete(listener);
		if (listeners.size > 0) return;
		clearInterval(timer);
		timer = undefined;
	};
}

function tick(): void {
	now = Date.now();
	for (const listener of listeners) listener();
}

/** Milliseconds; renders again every fifteen seconds. */
export function useNow(): number {
	return useSyncExternalStore(subscribe, () => now);
}
