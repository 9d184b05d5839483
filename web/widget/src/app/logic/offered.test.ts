/** When is the product being viewed offered? */

import type { CardBody, Message } from "@kefu/client";
import { describe, expect, it } from "vitest";
import type { ShellSnapshot } from "../shell.js";
import { offeredProduct } from "./offered.js";
import { itemOf, textMessage } from "./testing.js";

const tea: CardBody = { type: "product", title: "Longjing", ref: "LJ" };
const shell = (given: Partial<ShellSnapshot> = {}): ShellSnapshot => ({
	open: true,
	takesFocus: false,
	muted: false,
	product: tea,
	insists: false,
	...given,
});
const card = (sender: string, body: CardBody) =>
	itemOf(textMessage(sender, "", { kind: "card", body } as Partial<Message>));

describe("offeredProduct", () => {
	it("offers it until it was sent", () => {
		expect(offeredProduct(shell(), [], "me")).toBe(tea);
		expect(offeredProduct(shell(), [card("me", tea)], "me")).toBeNull();
	});

	it("does not mistake another product, or the seller's card, for it", () => {
		const items = [card("me", { type: "product", title: "Longjing", ref: "OTHER" }), card("shop", tea)];
		expect(offeredProduct(shell(), items, "me")).toBe(tea);
	});

	it("offers it once more when the page insists", () => {
		expect(offeredProduct(shell({ insists: true }), [card("me", tea)], "me")).toBe(tea);
	});
});
