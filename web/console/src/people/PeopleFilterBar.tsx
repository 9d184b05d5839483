/** Search by name or id, and by role. */

import type { Role } from "@kefu/client";
import { SegmentedControl } from "@mantine/core";
import { useText } from "../locales/text";
import { FilterBar } from "../page/FilterBar";
import classes from "./PeoplePage.module.css";
import { ROLE_TEXT, ROLES } from "./roles";
import type { PeopleFilter } from "./usePeople";

interface PeopleFilterBarProps {
	filter: PeopleFilter;
	onChange: (filter: PeopleFilter) => void;
}

/** The server looks for up to so many characters. */
const QUERY_MOST = 64;

export function PeopleFilterBar({ filter, onChange }: PeopleFilterBarProps) {
	const t = useText();
	return (
		<FilterBar
			label={t("peopleSearch")}
			query={filter.query}
			onQuery={(query) => onChange({ ...filter, query })}
			most={QUERY_MOST}
		>
			<div className={classes.roles}>
				<SegmentedControl
					aria-label={t("peopleRole")}
					data={[
						{ value: "all", label: t("peopleAll") },
						...ROLES.map((role) => ({ value: role, label: t(ROLE_TEXT[role]) })),
					]}
					value={filter.role}
					onChange={(role) => onChange({ ...filter, role: role as Role | "all" })}
				/>
			</div>
		</FilterBar>
	);
}
