/** Who works and shops here? Staff look people up; administrators keep the staff. */

import { Button } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconUserPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { useText } from "../locales/text";
import { NotForYou } from "../page/NotForYou";
import { PageFrame } from "../page/PageFrame";
import { useMe } from "../session/hooks";
import { isAdmin, isStaff } from "../session/rights";
import { CreateStaff } from "./CreateStaff";
import { PeopleFilterBar } from "./PeopleFilterBar";
import { PeopleList } from "./PeopleList";
import { type PeopleFilter, usePeople } from "./usePeople";

const TYPING_MS = 250;

export default function PeoplePage() {
	const t = useText();
	const me = useMe();
	const [address] = useSearchParams();
	const [filter, setFilter] = useState<PeopleFilter>({ query: address.get("q") ?? "", role: "all" });
	const [query] = useDebouncedValue(filter.query, TYPING_MS);
	const people = usePeople({ role: filter.role, query }, isStaff(me));
	const [creating, create] = useDisclosure(false);

	if (!isStaff(me)) return <NotForYou title={t("peopleTitle")} />;
	return (
		<PageFrame
			title={t("peopleTitle")}
			hint={t(isAdmin(me) ? "peopleHintAdmin" : "peopleHint")}
			action={
				isAdmin(me) && (
					<Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={create.open}>
						{t("peopleNew")}
					</Button>
				)
			}
		>
			<PeopleFilterBar filter={filter} onChange={setFilter} />
			<PeopleList people={people} />
			<CreateStaff opened={creating} onClose={create.close} />
		</PageFrame>
	);
}
