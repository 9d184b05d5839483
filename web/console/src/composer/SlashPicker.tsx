/** The quick replies above the text while a `/shortcut` is being written. */

import { type ReactNode, useState } from "react";
import { ReplyPicker } from "../replies/ReplyPicker";
import { readSlash } from "../replies/slash";
import classes from "./Composer.module.css";
import { focusComposer } from "./focus";

interface SlashPickerProps {
	text: string;
	onPick: (text: string) => void;
	onActive: (optionId: string | null) => void;
	disabled: boolean;
	children: ReactNode;
}

export function SlashPicker({ text, onPick, onActive, disabled, children }: SlashPickerProps) {
	// Escape closes it for this very text; the next key opens it again.
	const [closedFor, setClosedFor] = useState<string | null>(null);
	const query = disabled || closedFor === text ? null : readSlash(text);
	return (
		<div className={classes.slash}>
			{query !== null && (
				<div className={classes.picker}>
					<ReplyPicker
						query={query}
						onPick={(reply) => {
							onPick(reply);
							focusComposer();
						}}
						onClose={() => setClosedFor(text)}
						onActive={onActive}
					/>
				</div>
			)}
			{children}
		</div>
	);
}
