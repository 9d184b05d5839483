/** What does the server find for what is typed: conversations, and for staff people? */

import type { Conversation, User } from "@kefu/client";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useKefu, useMe } from "../session/hooks";
import { isStaff } from "../session/rights";

const TYPING_MS = 200;
const SHOWN = 6;
/** The server looks for up to so many characters. */
const MOST = 64;

export interface Found {
	conversations: Conversation[];
	people: User[];
	searching: boolean;
}

export function useFound(query: string): Found {
	const { rest } = useKefu();
	const staff = isStaff(useMe());
	const [q] = useDebouncedValue(query.trim().slice(0, MOST), TYPING_MS);
	const conversations = useQuery({
		queryKey: ["found-conversations", q],
		queryFn: ({ signal }) => rest.conversations.list({ limit: SHOWN, ...(q !== "" && { q }) }, signal),
		enabled: q !== "",
	});
	const people = useQuery({
		queryKey: ["found-people", q],
		queryFn: ({ signal }) => rest.users.list({ q, limit: SHOWN }, signal),
		enabled: staff && q !== "",
	});
	const typed = query.trim() !== "";
	// What was found for other words must not be taken by Enter.
	const current = typed && q === query.trim().slice(0, MOST);
	return {
		conversations: (current && conversations.data?.items) || [],
		people: (current && people.data?.items) || [],
		searching: typed && (!current || conversations.isFetching || people.isFetching),
	};
}
