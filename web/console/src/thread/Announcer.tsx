/** Says new messages of others to a screen reader; the list itself comes and goes with every scroll, so it must not. */

import { VisuallyHidden } from "@mantine/core";
import { previewOf } from "../inbox/preview";
import { useText } from "../locales/text";
import type { Desk } from "./desk";
import type { Row } from "./rows";

export function Announcer({ rows, desk }: { rows: readonly Row[]; desk: Desk }) {
	const t = useText();
	const message = rows.at(-1)?.item.message;
	const sender = message?.sender_id;
	const said = message && sender && sender !== desk.me.id ? previewOf(message) : null;
	const name = sender ? (desk.person(sender)?.username ?? sender) : "";
	return (
		<VisuallyHidden role="status">{said && `${name}: ${said.phrase ? t(said.phrase) : said.text}`}</VisuallyHidden>
	);
}
