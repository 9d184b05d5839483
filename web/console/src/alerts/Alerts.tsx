/** Tells of new messages: by sound, on the desktop, in the title and on the tab's icon. Shows nothing itself. */

import { useBadge } from "./useBadge";
import { useInvitation } from "./useInvitation";
import { useRinging } from "./useRinging";

export function Alerts() {
	useRinging();
	useBadge();
	useInvitation();
	return null;
}
