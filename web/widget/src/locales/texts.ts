/** Which texts does the chat show? Each language has all of them. */

import type { Problem } from "@kefu/client";

export interface Texts {
	support: string;
	merchant: string;
	/** Below the name in the header. */
	online: string;
	away: string;
	offline: string;
	replySoon: string;
	typing: string;
	greeting: string;
	greetingHint: string;
	signInNeeded: string;
	signIn: string;
	close: string;
	closePicture: string;
	mute: string;
	unmute: string;
	log: string;
	loading: string;
	loadFailed: string;
	tryAgain: string;
	/** What is wrong with the line. */
	noConnection: string;
	signedOut: string;
	newMessages: (count: number) => string;
	toBottom: string;
	/** Composer. */
	placeholder: string;
	send: string;
	attach: string;
	emoji: string;
	dropHere: string;
	removeFile: (name: string) => string;
	tooLong: string;
	replyingTo: (name: string) => string;
	editing: string;
	cancel: string;
	save: string;
	/** Messages. */
	you: string;
	sent: string;
	delivered: string;
	read: string;
	edited: string;
	sending: string;
	queued: string;
	failed: string;
	retry: string;
	discard: string;
	recalledByYou: string;
	recalledBy: (name: string) => string;
	earlierMessage: string;
	goToOriginal: string;
	actions: string;
	reply: string;
	copy: string;
	edit: string;
	recall: string;
	image: string;
	file: string;
	openImage: string;
	openOriginal: string;
	download: string;
	/** Product card. */
	viewing: string;
	sendProduct: string;
	viewProduct: string;
	hideProduct: string;
	/** System entries. */
	joined: (name: string) => string;
	assigned: (name: string) => string;
	anAgent: string;
	closed: string;
	reopened: string;
	/** `document.title` while it flashes. */
	titleFlash: (count: number) => string;
	/** What went wrong, by the problem's code. */
	problems: Partial<Record<Problem["code"], string>> & { other: string };
}
