/** Who is there? Presence as it comes over the socket; for staff also as the server knows it at first. */

import type { KefuClient, PresenceStatus, UserId } from "@kefu/client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { queryClient } from "../app/queries";
import { useKefu, useMe } from "./hooks";
import { isStaff } from "./rights";

/** A row that is scrolled past asks nothing. */
const DWELL_MS = 400;

const keyOf = (id: UserId) => ["presence", id] as const;

/** Keeps what the socket tells; returns the function that ends it. */
export function followPresence(kefu: KefuClient): () => void {
	return kefu.on("presence", ({ user_id, status }) => queryClient.setQueryData(keyOf(user_id), status));
}

/** Undefined while it is not known. */
export function usePresence(id: UserId | undefined): PresenceStatus | undefined {
	const kefu = useKefu();
	const staff = isStaff(useMe());
	const dwelt = useDwell(id);
	const { data } = useQuery({
		queryKey: keyOf(id ?? ""),
		queryFn: async ({ signal }) => (await kefu.rest.users.read(id ?? "", signal)).status ?? null,
		enabled: staff && id !== undefined && dwelt,
		staleTime: 10 * 60_000,
		refetchOnWindowFocus: false,
	});
	return data ?? undefined;
}

function useDwell(id: UserId | undefined): boolean {
	const [dwelt, setDwelt] = useState<UserId>();
	useEffect(() => {
		const timer = setTimeout(() => setDwelt(id), DWELL_MS);
		return () => clearTimeout(timer);
	}, [id]);
	return dwelt === id;
}
