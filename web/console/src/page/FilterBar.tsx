/** Above a list: a search field, and what else narrows it. */

import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./FilterBar.module.css";

interface FilterBarProps {
	/** What the search field is called; shown in it while it is empty. */
	label: string;
	query: string;
	onQuery: (query: string) => void;
	/** Characters the server looks for. */
	most?: number;
	children: ReactNode;
}

export function FilterBar({ label, query, onQuery, most, children }: FilterBarProps) {
	return (
		<div className={classes.filter}>
			<TextInput
				className={classes.search}
				type="search"
				maxLength={most}
				aria-label={label}
				placeholder={label}
				leftSection={<IconSearch size={16} aria-hidden />}
				value={query}
				onChange={(event) => onQuery(event.currentTarget.value)}
			/>
			{children}
		</div>
	);
}
