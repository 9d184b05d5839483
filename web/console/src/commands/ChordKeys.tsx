/** A shortcut, key by key. */

import { Kbd } from "@mantine/core";
import { chordKeys } from "./chords";
import classes from "./commands.module.css";
import { IS_MAC } from "./platform";

export function ChordKeys({ shortcut }: { shortcut: string }) {
	return (
		<span className={classes.keys}>
			{chordKeys(shortcut, IS_MAC).map((key) => (
				<Kbd key={key} size="xs">
					{key}
				</Kbd>
			))}
		</span>
	);
}
