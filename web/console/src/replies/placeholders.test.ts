/** Are names filled in, and is everything else left as written? */
import { expect, it } from "vitest";
import { fillPlaceholders } from "./placeholders.js";

it("fills in what is known, with or without spaces, in any case", () => {
	const text = fillPlaceholders("Hi {{name}} / {{ Name }}, this is {{agent}}", { name: "Emma", agent: "Lin" });
	expect(text).toBe("Hi Emma / Emma, this is Lin");
});

it("leaves what is not known to be seen", () => {
	expect(fillPlaceholders("{{name}} {{order}}", {})).toBe("{{name}} {{order}}");
	expect(fillPlaceholders("{{name}}", { name: "" })).toBe("{{name}}");
});

it("takes a name as it is, also one that looks like a pattern", () => {
	expect(fillPlaceholders("{{name}}!", { name: "$& {{agent}}" })).toBe("$& {{agent}}!");
});
