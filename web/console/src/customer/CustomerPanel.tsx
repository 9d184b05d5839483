/** Who is the customer of this conversation? */

import type { Conversation } from "@kefu/client";

export function CustomerPanel(_props: { conversation: Conversation }) {
	return null;
}
