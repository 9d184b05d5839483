/** Who is offered what? */

import { describe, expect, it } from "vitest";
import { abilitiesOf } from "./abilities.js";
import { textMessage } from "./testing.js";

const sent = "2026-11-22T10:00:00.000Z";
const after = (seconds: number) => Date.parse(sent) + seconds * 1000;

describe("abilitiesOf", () => {
	it("offers to take back one's own message as long as the server allows", () => {
		const message = textMessage("me", "a", { created_at: sent });
		expect(abilitiesOf(message, "me", 120, after(100))).toContain("recall");
		expect(abilitiesOf(message, "me", 120, after(121))).not.toContain("recall");
		expect(abilitiesOf(message, "me", 600, after(121))).toContain("recall");
		expect(abilitiesOf(message, "me", 0, after(0))).not.toContain("recall");
	});

	it("offers to edit one's own text at any time", () => {
		expect(abilitiesOf(textMessage("me", "a", { created_at: sent }), "me", 120, after(9999))).toContain("edit");
	});

	it("offers neither for a message of somebody else", () => {
		expect(abilitiesOf(textMessage("lin", "a", { created_at: sent }), "me", 120, after(1))).toEqual(["reply", "copy"]);
	});
});
