/** Are passwords held to the server's rules, and are made-up ones fit for them? */
import { expect, it } from "vitest";
import { checkRules, isGoodPassword, makePassword } from "./passwords";

it.each([
	["short", "mia", { length: false, notTheName: true }],
	["x".repeat(129), "mia", { length: false, notTheName: true }],
	["Mia-Wong-2026", "mia-wong-2026 ", { length: true, notTheName: false }],
	["", "", { length: false, notTheName: false }],
	["密码密码密码密码密码", "mia", { length: true, notTheName: true }],
])("%s of %s", (password, username, rules) => {
	expect(checkRules(password, username)).toEqual(rules);
});

it("makes up a new good one each time", () => {
	const made = new Set(Array.from({ length: 50 }, makePassword));
	expect(made.size).toBe(50);
	for (const password of made) {
		expect(isGoodPassword(password, "admin")).toBe(true);
		expect(password).toMatch(/^[a-zA-Z2-9]{5}(-[a-zA-Z2-9]{5}){3}$/);
	}
});
