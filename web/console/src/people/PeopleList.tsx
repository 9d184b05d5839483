/** The people found, and more of them as one scrolls. */

import type { Page, User } from "@kefu/client";
import { Button, Center, Loader, Text } from "@mantine/core";
import { useIntersection } from "@mantine/hooks";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { useEffect } from "react";
import { useText } from "../locales/text";
import { Sheet } from "../page/Sheet";
import { Trouble } from "../page/Trouble";
import { useMe } from "../session/hooks";
import { isAdmin } from "../session/rights";
import classes from "./PeoplePage.module.css";
import { PersonRow } from "./PersonRow";

type People = UseInfiniteQueryResult<InfiniteData<Page<User>>>;

export function PeopleList({ people }: { people: People }) {
	const t = useText();
	const admin = isAdmin(useMe());
	const { data, isPending, error, refetch } = people;
	if (isPending) return <Loader m="xl" />;
	if (error && !data) return <Trouble error={error} onRetry={() => void refetch()} />;
	const users = data?.pages.flatMap((page) => page.items) ?? [];
	if (users.length === 0) {
		return (
			<Text c="dimmed" ta="center" p="xl">
				{t("peopleNoMatch")}
			</Text>
		);
	}
	return (
		<>
			<Sheet className={classes.table}>
				<thead>
					<tr>
						<th scope="col">{t("peopleName")}</th>
						<th scope="col">{t("peopleRole")}</th>
						<th scope="col">{t("peopleSeen")}</th>
						<th scope="col">{t("peopleSince")}</th>
						{admin && <td />}
					</tr>
				</thead>
				<tbody>
					{users.map((user) => (
						<PersonRow key={user.id} user={user} />
					))}
				</tbody>
			</Sheet>
			<More people={people} />
		</>
	);
}

/** Loads the next page when it comes into sight; a button for those who do not scroll. */
function More({ people }: { people: People }) {
	const t = useText();
	const { hasNextPage, isFetchingNextPage, fetchNextPage } = people;
	const { ref, entry } = useIntersection<HTMLDivElement>({ rootMargin: "400px" });
	const near = entry?.isIntersecting ?? false;
	useEffect(() => {
		if (near && hasNextPage && !isFetchingNextPage) void fetchNextPage();
	}, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
	if (!hasNextPage) return null;
	return (
		<Center ref={ref} p="md">
			<Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
				{t("showMore")}
			</Button>
		</Center>
	);
}
