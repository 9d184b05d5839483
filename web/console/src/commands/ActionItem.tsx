/** One action in the command bar. */

import { Spotlight } from "@mantine/spotlight";
import type { Action } from "../app/actions";
import { useText } from "../locales/text";
import { ChordKeys } from "./ChordKeys";

export function ActionItem({ action }: { action: Action }) {
	const t = useText();
	return (
		<Spotlight.Action
			label={t(action.titleKey, action.titleValues)}
			rightSection={action.shortcut && <ChordKeys shortcut={action.shortcut} />}
			onClick={() => action.run()}
		/>
	);
}
