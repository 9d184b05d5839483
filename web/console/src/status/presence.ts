/** Are we away? Because we said so, or because nobody has touched any of this browser's tabs for a while. */

import type { KefuClient } from "@kefu/client";
import { useSyncExternalStore } from "react";
import { preferences } from "./preferences";

export interface OwnPresence {
	/** Said in the menu; stays until it is taken back. */
	chosen: boolean;
	/** Nobody at the keyboard. */
	idle: boolean;
}

const KEPT_AS = "kefu.away";
const ACTIVE_KEPT_AS = "kefu.active";
/** How often a sign of life is kept for the other tabs, and how often the time is looked at. */
const NOTE_MS = 5_000;
const LOOK_MS = 15_000;
const MINUTE_MS = 60_000;
const SIGNS = ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"] as const;

let own: OwnPresence = { chosen: localStorage.getItem(KEPT_AS) === "yes", idle: false };
let notedAt = 0;
const listeners = new Set<() => void>();

function become(next: Partial<OwnPresence>): void {
	if (Object.entries(next).every(([name, value]) => own[name as keyof OwnPresence] === value)) return;
	own = { ...own, ...next };
	for (const listener of listeners) listener();
}

export function isAway({ chosen, idle }: OwnPresence): boolean {
	return chosen || idle;
}

export function chooseAway(chosen: boolean): void {
	localStorage.setItem(KEPT_AS, chosen ? "yes" : "no");
	become({ chosen, idle: false });
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function useOwnPresence(): OwnPresence {
	return useSyncExternalStore(subscribe, () => own);
}

/** Watches this browser's keys and pointer and tells the server; the returned function ends it. */
export function watchPresence(kefu: KefuClient): () => void {
	const note = () => noteActivity(Date.now());
	const look = () => become({ idle: isIdle(Date.now()) });
	const hear = (event: StorageEvent) => {
		if (event.key === KEPT_AS) become({ chosen: event.newValue === "yes" });
		if (event.key === ACTIVE_KEPT_AS) look();
	};
	let told = false;
	const tell = () => {
		if (isAway(own) === told) return;
		told = isAway(own);
		kefu.away(told);
	};

	note();
	tell();
	const stop = subscribe(tell);
	for (const sign of SIGNS) addEventListener(sign, note, { passive: true, capture: true });
	addEventListener("storage", hear);
	const timer = setInterval(look, LOOK_MS);
	return () => {
		stop();
		for (const sign of SIGNS) removeEventListener(sign, note, { capture: true });
		removeEventListener("storage", hear);
		clearInterval(timer);
	};
}

function noteActivity(now: number): void {
	become({ idle: false });
	if (now - notedAt < NOTE_MS) return;
	notedAt = now;
	localStorage.setItem(ACTIVE_KEPT_AS, String(now));
}

function isIdle(now: number): boolean {
	const { autoAway, idleMinutes } = preferences();
	const activeAt = Math.max(notedAt, Number(localStorage.getItem(ACTIVE_KEPT_AS)) || 0);
	return autoAway && now - activeAt >= idleMinutes * MINUTE_MS;
}
