/** Takes files that are dropped on the thread. */

import { type DragEvent, type ReactNode, useState } from "react";
import { useText } from "../locales/text";
import classes from "./ThreadPane.module.css";

export function DropZone({ onFiles, children }: { onFiles: (files: File[]) => void; children: ReactNode }) {
	const t = useText();
	const [over, setOver] = useState(false);

	function enter(event: DragEvent) {
		if (!event.dataTransfer.types.includes("Files")) return;
		event.preventDefault();
		setOver(true);
	}

	function leave(event: DragEvent) {
		const into = event.relatedTarget;
		if (!(into instanceof Node) || !event.currentTarget.contains(into)) setOver(false);
	}

	function drop(event: DragEvent) {
		event.preventDefault();
		setOver(false);
		onFiles([...event.dataTransfer.files]);
	}

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: dropping has no keyboard; the button beside the text does the same
		<div className={classes.drop} onDragEnter={enter} onDragOver={enter} onDragLeave={leave} onDrop={drop}>
			{children}
			{over && <div className={classes.dropping}>{t("dropFiles")}</div>}
		</div>
	);
}
