/** What the storefront says about a conversation, as labelled values. */

import { ContextValueView } from "./ContextValueView";
import classes from "./CustomerPanel.module.css";
import type { ContextEntry } from "./context";

export function ContextEntries({ entries }: { entries: ContextEntry[] }) {
	return (
		<dl className={classes.facts}>
			{entries.map(({ key, label, value }) => {
				const wide = value.kind === "goods" || value.kind === "group" || value.kind === "list";
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
