/** What can be done right now? The command bar and the shortcuts read it; whoever shows a thing registers what it can do. */

import { useEffect, useSyncExternalStore } from "react";
import type { TextKey } from "../locales/text";

export type ActionGroup = "conversation" | "message" | "go" | "app";

export interface Action {
	/** `conversation.close`: unique; a later registration of the same one covers the earlier one while it lasts. */
	id: string;
	group: ActionGroup;
	titleKey: TextKey;
	/** For `titleKey`'s placeholders. */
	titleValues?: Record<string, string | number>;
	/** As Mantine's hotkeys: `mod+K`, `alt+shift+E`, `/`. One without `mod` or `alt` counts only outside of text fields. */
	shortcut?: string;
	run(): void;
	/** Whether it can be done at this moment; always where missing. */
	when?(): boolean;
}

type Listener = () => void;

/** A stack of lists; of actions with the same id the last one counts. */
export class ActionRegistry {
	#lists: readonly (readonly Action[])[] = [];
	#snapshot: readonly Action[] = [];
	readonly #listeners = new Set<Listener>();

	/** Returns the function that takes them back. */
	register(list: readonly Action[]): () => void {
		this.#set([...this.#lists, list]);
		return () => this.#set(this.#lists.filter((other) => other !== list));
	}

	get snapshot(): readonly Action[] {
		return this.#snapshot;
	}

	/** Runs the action if it is there and can be done now. */
	run(id: string): boolean {
		const action = this.#snapshot.find((one) => one.id === id);
		if (!action || action.when?.() === false) return false;
		action.run();
		return true;
	}

	subscribe = (listener: Listener): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	#set(lists: readonly (readonly Action[])[]): void {
		this.#lists = lists;
		this.#snapshot = [...new Map(lists.flat().map((action) => [action.id, action])).values()];
		for (const listener of this.#listeners) listener();
	}
}

export const actions = new ActionRegistry();

/** Registers while the component is mounted; pass a list from `useMemo`. */
export function useActions(list: readonly Action[]): void {
	useEffect(() => actions.register(list), [list]);
}

/** All that are registered, those that cannot be done now included. */
export function useRegisteredActions(): readonly Action[] {
	return useSyncExternalStore(actions.subscribe, () => actions.snapshot);
}
