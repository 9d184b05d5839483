/** Who works here? For names of those who are in no conversation, and for whom a conversation can be given to. */

import type { PublicUser, User, UserId } from "@kefu/client";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useKefu, useMe } from "./hooks";
import { isStaff } from "./rights";

export const STAFF_KEY = ["staff"] as const;

/** Support and administrators by name, also who is disabled; empty for merchants, who may not ask. */
export function useStaff(): User[] {
	const { rest } = useKefu();
	const staff = isStaff(useMe());
	const { data } = useQuery({
		queryKey: STAFF_KEY,
		queryFn: async ({ signal }) => {
			const pages = await Promise.all([
				rest.users.list({ role: "support", limit: 100 }, signal),
				rest.users.list({ role: "admin", limit: 100 }, signal),
			]);
			return pages.flatMap((page) => page.items).sort((a, b) => a.username.localeCompare(b.username));
		},
		enabled: staff,
		staleTime: 60_000,
	});
	return data ?? NOBODY;
}

const NOBODY: User[] = [];

/** Finds a person among the members given, ourselves and the staff. */
export function useFindPerson(members: readonly { user: PublicUser }[]): (id: UserId) => PublicUser | undefined {
	const me = useMe();
	const staff = useStaff();
	return useCallback(
		(id) => {
			const member = members.find(({ user }) => user.id === id)?.user;
			return member ?? (id === me.id ? me : staff.find((user) => user.id === id));
		},
		[members, me, staff],
	);
}
