/** What does every component know? The session, the texts, and how to ask for something that the panel does. */

import type { CardBody, Message, Problem, Seq } from "@kefu/client";
import { createContext } from "preact";
import { useContext, useEffect, useReducer } from "preact/hooks";
import type { Config } from "../../config.js";
import type { Texts } from "../../locales/texts.js";
import type { Formats } from "../logic/formats.js";
import type { Session } from "../session/session.js";
import type { SessionSnapshot } from "../session/snapshot.js";
import type { Shell } from "../shell.js";

/** What the composer is about, besides a new message. */
export type Intent = { kind: "reply" | "edit"; message: Message };

export interface Picture {
	url: string;
	name: string;
}

export interface Surface {
	/** Where styles are adopted. */
	root: ShadowRoot;
	session: Session;
	shell: Shell;
	config: Config;
	texts: Texts;
	formats: Formats;
	begin(intent: Intent | null): void;
	view(picture: Picture): void;
	reveal(seq: Seq): void;
	tell(problem: Problem): void;
	sendCard(card: CardBody): void;
}

export const SurfaceContext = createContext<Surface | null>(null);

export function useSurface(): Surface {
	const surface = useContext(SurfaceContext);
	if (!surface) throw new Error("Components of the chat stand inside a SurfaceContext");
	return surface;
}

interface Store<S> {
	readonly snapshot: S;
	subscribe(listener: () => void): () => void;
}

/** The present picture; draws again at each new one. */
export function useStore<S>(store: Store<S>): S {
	const [, redraw] = useReducer((count: number) => count + 1, 0);
	useEffect(() => store.subscribe(() => redraw(undefined)), [store]);
	return store.snapshot;
}

export function useSession(): SessionSnapshot {
	return useStore(useSurface().session.state);
}

export function describe(texts: Texts, problem: Problem): string {
	return texts.problems[problem.code] ?? texts.problems.other;
}
