/** What does this person want in this browser: sound, notifications, when to count as away? */

import { useSyncExternalStore } from "react";

export interface Preferences {
	sound: boolean;
	/** 0 to 1. */
	volume: number;
	notifications: boolean;
	autoAway: boolean;
	/** Without a key or a movement for so long one counts as away. */
	idleMinutes: number;
}

const DEFAULTS: Preferences = { sound: true, volume: 0.6, notifications: true, autoAway: true, idleMinutes: 10 };
const KEPT_AS = "kefu.preferences";

const listeners = new Set<() => void>();
let current = read(localStorage.getItem(KEPT_AS));

/** What was kept, with the defaults for all that is missing or of another type. */
export function read(kept: string | null): Preferences {
	const known = parse(kept);
	const pairs = Object.entries(DEFAULTS).map(([name, fallback]) => {
		const value = known[name];
		return [name, typeof value === typeof fallback ? value : fallback];
	});
	return Object.fromEntries(pairs) as Preferences;
}

function parse(kept: string | null): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(kept ?? "{}");
		return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

export function preferences(): Preferences {
	return current;
}

export function setPreferences(change: Partial<Preferences>): void {
	current = { ...current, ...change };
	localStorage.setItem(KEPT_AS, JSON.stringify(current));
	tell();
}

function tell(): void {
	for (const listener of listeners) listener();
}

// Another tab changed them.
addEventListener("storage", (event) => {
	if (event.key !== KEPT_AS) return;
	current = read(event.newValue);
	tell();
});

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
	return useSyncExternalStore(subscribe, preferences);
}
