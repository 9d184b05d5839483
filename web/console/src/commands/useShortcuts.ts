/** Runs the registered action whose keys were pressed. */

import { useEffect } from "react";
import { type Action, actions } from "../app/actions";
import { firesWhileTyping, matchesChord, parseChord, takesLetters } from "./chords";
import { IS_MAC } from "./platform";

/** Found while a dialog is open: the page behind it is out of reach then. */
const DIALOG = '[role="dialog"]';

export function useShortcuts(): void {
	useEffect(() => {
		addEventListener("keydown", press);
		return () => removeEventListener("keydown", press);
	}, []);
}

/** Later registrations win, as the registry says; what is being done inside of a dialog or by an input method stays there. */
function press(event: KeyboardEvent): void {
	if (event.defaultPrevented || event.isComposing || event.repeat) return;
	const typing = takesLetters(event.target);
	const dialog = document.querySelector(DIALOG) !== null;
	const action = actions.snapshot.findLast((one) => fits(one, event, typing));
	if (action === undefined || (dialog && action.group !== "app") || (dialog && typing)) return;
	event.preventDefault();
	action.run();
}

function fits(action: Action, event: KeyboardEvent, typing: boolean): boolean {
	if (action.shortcut === undefined || action.when?.() === false) return false;
	const chord = parseChord(action.shortcut);
	return (!typing || firesWhileTyping(chord)) && matchesChord(chord, event, IS_MAC);
}
