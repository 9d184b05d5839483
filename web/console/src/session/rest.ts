/** How are the few calls made that need no live client: sign in, verify, refresh? */

import { Rest } from "@kefu/client";

export function rest(token: string | null): Rest {
	return new Rest({ server: location.origin, token: token ?? undefined });
}
