/** Who are we, with what was changed since we came? */

import type { User } from "@kefu/client";
import { useProfile } from "../customer/useProfile";
import { useMe } from "../session/hooks";

export function useOwnProfile(): User {
	const me = useMe();
	return { ...me, ...useProfile(me) };
}
