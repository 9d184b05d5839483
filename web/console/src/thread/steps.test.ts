/** Is each thing offered to whom it is allowed, and when it makes sense? */

import type { User } from "@kefu/client";
import { describe, expect, it } from "vitest";
import { conversation, member } from "../testing/samples";
import { stepsOf } from "./steps";

const agent = { ...member("s1").user } as User;
const merchant = { ...member("m1", "merchant").user } as User;
const ids = (...args: Parameters<typeof stepsOf>) => stepsOf(...args).map((step) => step.id);

describe("staff", () => {
	it("take what waits first of all", () => {
		expect(ids(conversation(), agent)).toEqual(["take", "close", "snooze"]);
	});

	it("close their own, or hand it back", () => {
		expect(ids(conversation({ assignee_id: "s1" }), agent)).toEqual(["close", "snooze", "handBack"]);
	});

	it("may take over from a colleague", () => {
		expect(ids(conversation({ assignee_id: "s2" }), agent)).toContain("take");
	});

	it("wake what is snoozed and reopen what is closed", () => {
		expect(ids(conversation({ status: "snoozed", assignee_id: "s1" }), agent)).toContain("wake");
		expect(ids(conversation({ status: "closed", assignee_id: "s1" }), agent)[0]).toBe("reopen");
	});

	it("assign nothing that is direct", () => {
		expect(ids(conversation({ kind: "direct" }), agent)).toEqual(["close", "snooze"]);
	});
});

describe("merchants", () => {
	it("close and reopen, and nothing else", () => {
		expect(ids(conversation({ kind: "direct" }), merchant)).toEqual(["close"]);
		expect(ids(conversation({ customer_id: "m1" }), merchant)).toEqual(["close"]);
		expect(ids(conversation({ kind: "direct", status: "closed" }), merchant)).toEqual(["reopen"]);
	});
});
