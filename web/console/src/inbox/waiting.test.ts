/** Who waits, and what number stands on a conversation? */

import type { Conversation, Message } from "@kefu/client";
import { describe, expect, it } from "vitest";
import { conversation, member, text } from "../testing/samples";
import { unreadBadge, waitingSince } from "./waiting";

const sent = (by: string, more: Partial<Message> = {}) => text({ sender_id: by, ...more });
const support = (more: Partial<Conversation>) => conversation({ kind: "support", customer_id: "b1", ...more });

describe("waitingSince", () => {
	it("counts from the customer's last message", () => {
		const last_message = sent("b1", { created_at: "2026-11-20T10:00:00.000Z" });
		expect(waitingSince(support({ last_message }), "s1")).toBe("2026-11-20T10:00:00.000Z");
	});

	it("is null after an answer, in a closed one, and after a recall", () => {
		expect(waitingSince(support({ last_message: sent("s2") }), "s1")).toBeNull();
		expect(waitingSince(support({ last_message: sent("b1"), status: "closed" }), "s1")).toBeNull();
		const recalled = { ...sent("b1"), recalled_at: "2026-11-20T10:00:00.000Z" } as Message;
		expect(waitingSince(support({ last_message: recalled }), "s1")).toBeNull();
	});

	it("knows the other one of a direct conversation", () => {
		expect(waitingSince(conversation({ kind: "direct", last_message: sent("b1") }), "m1")).not.toBeNull();
		expect(waitingSince(conversation({ kind: "direct", last_message: sent("m1") }), "m1")).toBeNull();
	});
});

describe("unreadBadge", () => {
	it("is for members and for what waits", () => {
		expect(unreadBadge(support({ unread: 3, assignee_id: null }), "s1")).toBe(3);
		expect(unreadBadge(support({ unread: 3, assignee_id: "s2" }), "s1")).toBe(0);
		expect(unreadBadge(support({ unread: 3, assignee_id: "s2", members: [member("s1")] }), "s1")).toBe(3);
	});
});
