/** Which keys drive the picker while the focus stays in a text field? */

import { useEffect, useEffectEvent } from "react";

interface PickerKeys {
	/** How many can be chosen; with none the keys are left alone. */
	count: number;
	onMove: (step: 1 | -1) => void;
	onPick: () => void;
	onClose?: () => void;
}

/** Listens before the text field does, so that Enter picks and does not send. Keys of an input method stay its own. */
export function usePickerKeys({ count, onMove, onPick, onClose }: PickerKeys): void {
	const press = useEffectEvent((event: KeyboardEvent) => {
		if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
		const act = actionOf(event);
		if (act === undefined) return;
		event.preventDefault();
		event.stopPropagation();
		act();
	});

	function actionOf(event: KeyboardEvent): (() => void) | undefined {
		if (event.key === "Escape") return onClose;
		if (count === 0) return undefined;
		if (event.key === "ArrowDown") return () => onMove(1);
		if (event.key === "ArrowUp") return () => onMove(-1);
		return (event.key === "Enter" || event.key === "Tab") && !event.shiftKey ? onPick : undefined;
	}

	useEffect(() => {
		const listen = (event: KeyboardEvent) => press(event);
		document.addEventListener("keydown", listen, { capture: true });
		return () => document.removeEventListener("keydown", listen, { capture: true });
	}, []);
}
