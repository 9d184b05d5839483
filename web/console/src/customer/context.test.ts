/** Does a storefront's JSON read well, and can none of it do harm? */
import { describe, expect, it } from "vitest";
import { describeContext, labelOf } from "./context.js";
import { safeImage, safeLink } from "./links.js";

const only = (value: unknown) => describeContext({ it: value })[0]?.value;

describe("describeContext", () => {
	it("tells plain values apart and leaves out empty ones", () => {
		const entries = describeContext({
			plan: "gold",
			visits: 3,
			vip: false,
			since: "2026-11-01T08:00:00Z",
			no: null,
			nor: "",
		});
		expect(entries.map(({ key, value }) => [key, value.kind])).toEqual([
			["plan", "text"],
			["visits", "number"],
			["vip", "flag"],
			["since", "time"],
		]);
		expect(describeContext(null)).toEqual([]);
	});

	it("links web addresses only", () => {
		expect(only("https://shop.example/tea/")).toEqual({
			kind: "link",
			href: "https://shop.example/tea/",
			text: "shop.example/tea",
		});
		for (const text of ["javascript:alert(1)", "data:text/html,x", "https://", " https://a b"]) {
			expect(only(text)).toEqual({ kind: "text", text });
		}
	});

	it("shows a product as goods, with what is left over below it", () => {
		const value = only({ name: "Tin", sku: "T-1", price: "26.80", currency: "CNY", image: "/tin.png", grade: "A" });
		expect(value).toMatchObject({
			kind: "goods",
			goods: { title: "Tin", ref: "T-1", price: "26.80", currency: "CNY", image: "/tin.png" },
			rest: [{ label: "Grade", value: { kind: "text", text: "A" } }],
		});
	});

	it("shows an order that has no title by its number", () => {
		const value = only({ order_id: "SO-9", status: "paid", items: [{ title: "Mug", price: 98, qty: 2 }] });
		expect(value).toMatchObject({
			kind: "goods",
			goods: { title: "SO-9", status: "paid" },
			rest: [
				{ key: "items", value: { kind: "list", values: [{ kind: "goods", goods: { title: "Mug", quantity: 2 } }] } },
			],
		});
	});

	it("does not lose an address that is no safe link", () => {
		const value = only({ title: "Tin", price: 1, url: "javascript:alert(1)" });
		expect(value).toMatchObject({ rest: [{ key: "url", value: { kind: "text", text: "javascript:alert(1)" } }] });
	});

	it("takes a person for no product", () => {
		expect(only({ id: 7, name: "Emma" })?.kind).toBe("group");
	});

	it("shows what is nested too deep as text", () => {
		const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };
		expect(JSON.stringify(describeContext(deep))).toContain('{\\"f\\":1}');
	});
});

it.each([
	["order_id", "Order id"],
	["lastOrderTotal", "Last order total"],
	["member-since", "Member since"],
	["会员等级", "会员等级"],
])("labels %s", (key, label) => expect(labelOf(key)).toBe(label));

it("lets no picture load from anywhere but the web and this server", () => {
	expect([safeImage("/a.png"), safeImage("//evil"), safeImage("mailto:a@b.c"), safeImage(7)]).toEqual([
		"/a.png",
		null,
		null,
		null,
	]);
	expect(safeLink("mailto:a@b.c")).toBe("mailto:a@b.c");
});
