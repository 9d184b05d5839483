/** What is known of a person: at once what the conversation says, then what the server says, and live whether they are there. */

import type { PublicUser, User } from "@kefu/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useKefu, useKefuEvent } from "../session/hooks";

export type Profile = PublicUser & Partial<User>;

export function useProfile(user: PublicUser): Profile {
	const { rest } = useKefu();
	const queries = useQueryClient();
	const queryKey = ["profile", user.id];
	const { data } = useQuery<Profile>({
		queryKey,
		queryFn: ({ signal }) => rest.users.read(user.id, signal),
		placeholderData: user,
	});
	useKefuEvent("presence", ({ user_id, status, last_seen }) => {
		if (user_id !== user.id) return;
		queries.setQueryData<Profile>(queryKey, (known) => known && { ...known, status, last_seen });
	});
	return data ?? user;
}
