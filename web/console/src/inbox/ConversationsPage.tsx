/** The conversations: the list, the thread, and the customer beside it. */

export function ConversationsPage() {
	return null;
}
