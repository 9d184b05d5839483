/** Where is the focus when a conversation is opened? In the text, so that one can write at once; a keyboard on the screen waits. */

import { type RefObject, useEffect, useRef } from "react";
import { focusComposer } from "../composer/focus";

/** For the pane, which takes the focus where the text does not. */
export function useOpeningFocus(): RefObject<HTMLElement | null> {
	const pane = useRef<HTMLElement>(null);
	useEffect(() => {
		if (matchMedia("(pointer: coarse)").matches) pane.current?.focus({ preventScroll: true });
		else focusComposer();
	}, []);
	return pane;
}
