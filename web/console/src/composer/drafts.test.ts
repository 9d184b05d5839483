/** Does a draft survive, and only where it belongs? */

import { expect, it } from "vitest";
import { clearDraft, draftOf, keepDraft } from "./drafts";

it("keeps a draft for its person and conversation, until it is emptied", () => {
	keepDraft("s1", 7, { text: "half a sen", replyTo: 3 });
	expect(draftOf("s1", 7)).toEqual({ text: "half a sen", replyTo: 3 });
	expect(draftOf("s2", 7).text).toBe("");
	expect(draftOf("s1", 8).text).toBe("");
	expect(localStorage.getItem("kefu.draft.s1.7")).toContain("half a sen");

	keepDraft("s1", 7, { text: "", replyTo: null });
	expect(draftOf("s1", 7).text).toBe("");
	expect(localStorage.getItem("kefu.draft.s1.7")).toBeNull();
});

it("reads what an earlier page kept, and no rubbish", () => {
	localStorage.setItem("kefu.draft.s1.9", JSON.stringify({ text: "from before", replyTo: null }));
	localStorage.setItem("kefu.draft.s1.10", "{broken");
	expect(draftOf("s1", 9).text).toBe("from before");
	expect(draftOf("s1", 10).text).toBe("");
});

// Catches: a text that is in no storage until the outbox has it, and one that is written meanwhile and thrown away.
it("forgets what was sent when it is kept elsewhere", async () => {
	keepDraft("s1", 11, { text: "sent", replyTo: null });
	let settle = () => {};
	const kept = new Promise<void>((resolve) => {
		settle = resolve;
	});
	clearDraft("s1", 11, kept);
	expect(draftOf("s1", 11).text).toBe("");
	expect(localStorage.getItem("kefu.draft.s1.11")).toContain("sent");
	settle();
	await kept;
	expect(localStorage.getItem("kefu.draft.s1.11")).toBeNull();

	keepDraft("s1", 11, { text: "sent", replyTo: null });
	clearDraft("s1", 11, Promise.resolve());
	keepDraft("s1", 11, { text: "the next", replyTo: null });
	await Promise.resolve();
	expect(localStorage.getItem("kefu.draft.s1.11")).toContain("the next");
});
