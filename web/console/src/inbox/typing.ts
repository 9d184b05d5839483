/** Where does somebody type right now? For rows of lists; an open thread knows for itself. */

import type { ConversationId, KefuClient, UserId } from "@kefu/client";
import { useCallback, useSyncExternalStore } from "react";
import { useKefu } from "../session/hooks";

/** A `stop` may get lost. */
const FORGET_MS = 10_000;

class TypingBoard {
	readonly #typists = new Map<ConversationId, Map<UserId, ReturnType<typeof setTimeout>>>();
	readonly #listeners = new Set<() => void>();

	constructor(kefu: KefuClient) {
		kefu.on("typing", ({ conversation_id, user_id, typing }) => {
			if (user_id !== kefu.me?.id) this.#set(conversation_id, user_id, typing);
		});
		kefu.on("entry", ({ conversation_id, sender_id }) => {
			if (sender_id) this.#set(conversation_id, sender_id, false);
		});
	}

	isTyping(id: ConversationId): boolean {
		return this.#typists.has(id);
	}

	subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	#set(id: ConversationId, user: UserId, typing: boolean): void {
		const typists = this.#typists.get(id) ?? new Map();
		if (!typing && !typists.has(user)) return;
		clearTimeout(typists.get(user));
		if (typing)
			typists.set(
				user,
				setTimeout(() => this.#set(id, user, false), FORGET_MS),
			);
		else typists.delete(user);
		if (typists.size > 0) this.#typists.set(id, typists);
		else this.#typists.delete(id);
		for (const listener of this.#listeners) listener();
	}
}

const boards = new WeakMap<KefuClient, TypingBoard>();

function boardOf(kefu: KefuClient): TypingBoard {
	const board = boards.get(kefu) ?? new TypingBoard(kefu);
	boards.set(kefu, board);
	return board;
}

export function useSomebodyTypes(id: ConversationId): boolean {
	const board = boardOf(useKefu());
	const read = useCallback(() => board.isTyping(id), [board, id]);
	return useSyncExternalStore(board.subscribe, read);
}
