/** Who answers for the shop, and what did the customer read? */

import type { User } from "@kefu/client";
import { expect, it } from "vitest";
import { conversation, member } from "../testing/samples";
import { isOurs, markOf, theirMarks } from "./sides";

const agent = { ...member("s1").user } as User;
const merchant = { ...member("m1", "merchant").user } as User;

it("puts colleagues on our side of a support conversation only", () => {
	const support = conversation({ kind: "support", customer_id: "b1" });
	expect(isOurs(support, agent, "s2")).toBe(true);
	expect(isOurs(support, agent, "b1")).toBe(false);
	expect(isOurs(conversation({ kind: "direct" }), agent, "s2")).toBe(false);
	expect(isOurs(conversation({ customer_id: "m1" }), merchant, "s2")).toBe(false);
});

it("takes the furthest mark of the other side", () => {
	const support = conversation({ kind: "support", customer_id: "b1" });
	const marks = new Map([
		["s2", { delivered_seq: 9, read_seq: 9 }],
		["b1", { delivered_seq: 5, read_seq: 3 }],
	]);
	const theirs = theirMarks(support, agent, marks);
	expect([3, 5, 6].map((seq) => markOf(seq, theirs))).toEqual(["read", "delivered", "sent"]);
});
