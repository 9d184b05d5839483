/** Which people are there? Page by page, as the server keeps them. */

import type { Role, User, UserPatch } from "@kefu/client";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useKefu } from "../session/hooks";
import { STAFF_KEY } from "../session/staff";

const PEOPLE_KEY = ["people"] as const;
const PAGE = 50;

export interface PeopleFilter {
	query: string;
	role: Role | "all";
}

export function usePeople({ query, role }: PeopleFilter, enabled: boolean) {
	const { rest } = useKefu();
	const q = query.trim();
	return useInfiniteQuery({
		queryKey: [...PEOPLE_KEY, role, q],
		queryFn: ({ pageParam, signal }) =>
			rest.users.list(
				{ limit: PAGE, cursor: pageParam, ...(role !== "all" && { role }), ...(q !== "" && { q }) },
				signal,
			),
		initialPageParam: null as string | null,
		getNextPageParam: (page) => page.next_cursor,
		enabled,
	});
}

/** The lists in which somebody appears are read again. */
export function useRereadPeople(): () => Promise<void> {
	const queries = useQueryClient();
	return async () => {
		await Promise.all([PEOPLE_KEY, STAFF_KEY].map((queryKey) => queries.invalidateQueries({ queryKey })));
	};
}

/** Changes one user; the lists are read again whether it worked or not. */
export function useChangePerson() {
	const { rest } = useKefu();
	const queries = useQueryClient();
	const reread = useRereadPeople();
	return useMutation({
		mutationFn: ({ user, patch }: { user: Pick<User, "id">; patch: UserPatch }) => rest.users.update(user.id, patch),
		onSuccess: (changed) => queries.setQueryData(["profile", changed.id], changed),
		onSettled: reread,
	});
}
