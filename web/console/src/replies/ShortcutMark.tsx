/** `/shortcut`, as it is typed. */

import { Code } from "@mantine/core";

export function ShortcutMark({ shortcut }: { shortcut: string }) {
	return <Code fz="xs">/{shortcut}</Code>;
}
