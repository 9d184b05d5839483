/** Are sizes written in the unit people expect? */
import { expect, it } from "vitest";
import { writeSize } from "./size";

it.each([
	[0, "0 byte"],
	[999, "999 byte"],
	[1000, "1 kB"],
	[1_540_000, "1.5 MB"],
	[20_971_520, "21 MB"],
])("%i", (bytes, written) => expect(writeSize(bytes, "en")).toBe(written));
