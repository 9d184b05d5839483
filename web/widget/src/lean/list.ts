/** Stands in the bundle for the client's live lists, which are for inboxes: the widget shows one conversation. */

export class LiveList {
	constructor() {
		throw new Error("The widget was built without lists of conversations");
	}
}
