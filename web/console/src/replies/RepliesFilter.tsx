/** Search, whose, and which category. */

import type { QuickReply, User } from "@kefu/client";
import { Chip, Group, SegmentedControl } from "@mantine/core";
import { useText } from "../locales/text";
import { FilterBar } from "../page/FilterBar";
import { isAdmin, isStaff } from "../session/rights";
import { categoriesOf, type ReplyFilter, type ReplyScope } from "./groups";

interface RepliesFilterProps {
	filter: ReplyFilter;
	onChange: (filter: ReplyFilter) => void;
	replies: QuickReply[];
	me: User;
}

const TITLES = {
	all: "repliesAll",
	personal: "repliesMine",
	shared: "repliesShared",
	others: "repliesOthers",
} as const;

export function RepliesFilter({ filter, onChange, replies, me }: RepliesFilterProps) {
	const t = useText();
	const scopes: ReplyScope[] = isAdmin(me) ? ["all", "personal", "shared", "others"] : ["all", "personal", "shared"];
	const categories = categoriesOf(replies);
	return (
		<FilterBar label={t("repliesSearch")} query={filter.query} onQuery={(query) => onChange({ ...filter, query })}>
			{isStaff(me) && (
				<SegmentedControl
					aria-label={t("repliesWhose")}
					data={scopes.map((value) => ({ value, label: t(TITLES[value]) }))}
					value={filter.scope}
					onChange={(scope) => onChange({ ...filter, scope: scope as ReplyScope })}
				/>
			)}
			{categories.length > 0 && (
				<Group gap="xs" role="group" aria-label={t("repliesCategory")} w="100%">
					{categories.map((category) => (
						<Chip
							key={category}
							size="xs"
							checked={filter.category === category}
							onChange={(on) => onChange({ ...filter, category: on ? category : null })}
						>
							{category}
						</Chip>
					))}
				</Group>
			)}
		</FilterBar>
	);
}
