/** Does a draft survive, and only where it belongs? */

import { expect, it } from "vitest";
import { draftOf, keepDraft } from "./drafts";

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
