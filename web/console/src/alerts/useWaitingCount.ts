/** How many customers wait for somebody of the desk? None for a merchant, who has no queue. */

import type { ConversationList } from "@kefu/client";
import { useEffect, useState } from "react";
import { useKefu, useMe } from "../session/hooks";
import { isStaff, isWaiting } from "../session/rights";

export function useWaitingCount(): number {
	const kefu = useKefu();
	const staff = isStaff(useMe());
	const [count, setCount] = useState(0);
	useEffect(() => {
		if (!staff) return;
		const queue: ConversationList = kefu.conversations({ assignee: "none", status: "open" });
		const look = () => setCount(queue.snapshot.items.filter(isWaiting).length);
		const stop = queue.subscribe(look);
		look();
		return () => {
			stop();
			queue.close();
			setCount(0);
		};
	}, [kefu, staff]);
	return count;
}
