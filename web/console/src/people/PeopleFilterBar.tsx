/** Search by name or id, and by role. */

import type { Role } from "@kefu/client";
import { SegmentedControl, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useText } from "../locales/text";
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
		<div className={classes.filter}>
			<TextInput
				className={classes.search}
				type="search"
				maxLength={QUERY_MOST}
				aria-label={t("peopleSearch")}
				placeholder={t("peopleSearch")}
				leftSection={<IconSearch size={16} aria-hidden />}
				value={filter.query}
				onChange={(event) => onChange({ ...filter, query: event.currentTarget.value })}
			/>
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
		</div>
	);
}
