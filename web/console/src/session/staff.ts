/** Who works here? For names of those who are in no conversation, and for whom a conversation can be given to. */

import type { PublicUser, User, UserId } from "@kefu/client";
import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useKefu, useMe } from "./hooks";
import { isStaff } from "./rights";

/** Support and administrators who are not disabled, by name; empty for merchants, who may not ask. */
export function useStaff(): User[] {
	const { rest } = useKefu();
	const staff = isStaff(useMe());
	const { data } = useQuery({
		queryKey: ["staff"],
		queryFn: async ({ signal }) => {
			const pages = await Promise.all([
				rest.users.list({ role: "support", limit: 100 }, signal),
				rest.users.list({ role: "admin", limit: 100 }, signal),
			]);
			const people = pages.flatMap((page) => page.items).filter((user) => !user.disabled);
			return people.sort((a, b) => a.username.localeCompare(b.username));
		},
		enabled: staff,
		staleTime: 60_000,
	});
	return data ?? NOBODY;
}

const NOBODY: User[] = [];

/** Finds a person among the members given, ourselves and the staff. */
export function usePeople(members: readonly { user: PublicUser }[]): (id: UserId) => PublicUser | undefined {
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
