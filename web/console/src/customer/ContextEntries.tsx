/** What the storefront says about a conversation, as labelled values. */

import { ContextValueView } from "./ContextValueView";
import classes from "./CustomerPanel.module.css";
import type { ContextEntry, ContextValue } from "./context";

/** Letters that fit beside a label. */
const LINE = 22;

export function ContextEntries({ entries }: { entries: ContextEntry[] }) {
	return (
		<dl className={classes.facts}>
			{entries.map(({ key, label, value }) => {
				const wide = isWide(value);
				return (
					<div key={key} className={classes.fact} data-wide={wide || undefined}>
						<dt>{label}</dt>
						<dd>
							<ContextValueView value={value} />
						</dd>
					</div>
				);
			})}
		</dl>
	);
}

/** These want a line of their own, below their label. */
function isWide(value: ContextValue): boolean {
	if (value.kind === "link") return value.text.length > LINE;
	return value.kind === "goods" || value.kind === "group" || value.kind === "list";
}
