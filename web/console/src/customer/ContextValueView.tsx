/** One value of a context, and what is inside of it. */

import { Anchor } from "@mantine/core";
import { useFormat } from "../locales/format";
import { useLanguage, useText } from "../locales/text";
import { ContextEntries } from "./ContextEntries";
import classes from "./CustomerPanel.module.css";
import type { ContextValue } from "./context";
import { GoodsCard } from "./GoodsCard";

export function ContextValueView({ value }: { value: ContextValue }) {
	const t = useText();
	const language = useLanguage();
	const format = useFormat();
	switch (value.kind) {
		case "text":
			return value.text;
		case "number":
			return new Intl.NumberFormat(language, { maximumFractionDigits: 10 }).format(value.value);
		case "flag":
			return t(value.value ? "yes" : "no");
		case "time":
			return <time dateTime={value.at}>{format.dateTime(value.at)}</time>;
		case "link":
			return (
				<Anchor href={value.href} target="_blank" rel="noopener noreferrer nofollow" size="sm">
					{value.text}
				</Anchor>
			);
		case "empty":
			return "–";
		case "group":
			return <ContextEntries entries={value.entries} />;
		case "goods":
			return <GoodsCard goods={value.goods} rest={value.rest} />;
		case "list":
			return <ContextList values={value.values} />;
	}
}

function ContextList({ values }: { values: ContextValue[] }) {
	const short = values.every(({ kind }) => kind === "text" || kind === "number");
	return (
		<ul className={classes.values} data-short={short || undefined}>
			{values.map((value, place) => (
				<li key={place}>
					<ContextValueView value={value} />
				</li>
			))}
		</ul>
	);
}
