/** How are the picker's list and its options named in the page? */

export const REPLY_LIST_ID = "kefu-reply-list";

export function replyOptionId(id: number): string {
	return `kefu-reply-${id}`;
}
