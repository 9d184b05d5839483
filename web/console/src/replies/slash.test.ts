/** When does a slash ask for a quick reply? */
import { expect, it } from "vitest";
import { readSlash } from "./slash.js";

it.each([
	["/", ""],
	["/refund", "refund"],
	["/退款", "退款"],
])("%s asks", (text, query) => expect(readSlash(text)).toBe(query));

it.each(["", "hi /refund", "/refund please", "//", "/a/b", "http://shop"])("%s does not", (text) =>
	expect(readSlash(text)).toBeNull(),
);
