/** How many customers wait for somebody of the desk? None for a merchant, who has no queue. */

import { useList } from "../inbox/useList";
import { QUEUE } from "../inbox/views";
import { useMe } from "../session/hooks";
import { isStaff, isWaiting } from "../session/rights";

export function useWaitingCount(): number {
	const staff = isStaff(useMe());
	return useList(staff ? QUEUE : null).items.filter(isWaiting).length;
}
