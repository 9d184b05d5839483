/** Files that are dropped or pasted anywhere on the panel. */

import { useState } from "preact/hooks";

export function useDrop(add: (files: File[]) => void) {
	const [over, setOver] = useState(false);
	const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
	const onDragOver = (event: DragEvent) => {
		if (!carriesFiles(event)) return;
		event.preventDefault();
		setOver(true);
	};
	const onDragLeave = (event: DragEvent) => {
		const panel = event.currentTarget as Node;
		if (!panel.contains(event.relatedTarget as Node | null)) setOver(false);
	};
	const onDrop = (event: DragEvent) => {
		if (!carriesFiles(event)) return;
		event.preventDefault();
		setOver(false);
		add([...(event.dataTransfer?.files ?? [])]);
	};
	const onPaste = (event: ClipboardEvent) => {
		const files = [...(event.clipboardData?.files ?? [])];
		if (files.length === 0) return;
		event.preventDefault();
		add(files);
	};
	return { over, handlers: { onDragOver, onDragLeave, onDrop, onPaste } };
}
