/** Does the list follow a new last message? Ours always, others' if one is at the end. */

import type { UserId } from "@kefu/client";
import { useCallback, useRef } from "react";
import { type Row, senderOf } from "./rows";

export function useFollow(rows: readonly Row[], me: UserId): (atEnd: boolean) => "auto" | false {
	const last = rows.at(-1);
	const followed = useRef(last?.key);
	return useCallback(
		(atEnd) => {
			// Older ones that came in above change the length, too.
			const isNew = last !== undefined && last.key !== followed.current;
			followed.current = last?.key;
			const own = isNew && senderOf(last.item, me) === me;
			return atEnd || own ? "auto" : false;
		},
		[last, me],
	);
}
