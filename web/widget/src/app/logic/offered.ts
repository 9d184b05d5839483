/** Which product lies ready to be sent? The one being viewed, unless it was sent in this thread already. */

import type { CardBody, ThreadItem, UserId } from "@kefu/client";
import type { ShellSnapshot } from "../shell.js";

export function offeredProduct(shell: ShellSnapshot, items: readonly ThreadItem[], me: UserId | null): CardBody | null {
	const { product, insists } = shell;
	if (!product) return null;
	const wasSent = items.some(({ message, pending }) => {
		if (pending) return pending.draft.kind === "card" && isSame(pending.draft.body, product);
		return message.sender_id === me && message.kind === "card" && message.body && isSame(message.body, product);
	});
	return wasSent && !insists ? null : product;
}

function isSame(a: CardBody, b: CardBody): boolean {
	if (a.ref || b.ref) return a.ref === b.ref;
	return a.title === b.title && a.url === b.url;
}
