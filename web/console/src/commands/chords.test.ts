/** Do shortcuts fire on the keys they name, on every keyboard? */
import { expect, it } from "vitest";
import { chordKeys, firesWhileTyping, type KeyPress, matchesChord, parseChord } from "./chords.js";

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
	key,
	code: "",
	ctrlKey: false,
	metaKey: false,
	altKey: false,
	shiftKey: false,
	...held,
});
const fits = (written: string, pressed: KeyPress, mac = false) => matchesChord(parseChord(written), pressed, mac);

it("takes mod for Ctrl, and for Cmd on a Mac", () => {
	expect(fits("mod+k", press("k", { ctrlKey: true }))).toBe(true);
	expect(fits("mod+k", press("k", { metaKey: true }))).toBe(false);
	expect(fits("mod+k", press("k", { metaKey: true }), true)).toBe(true);
	expect(fits("mod+k", press("k", { ctrlKey: true }), true)).toBe(false);
});

it("fires only without other modifiers", () => {
	expect(fits("j", press("j"))).toBe(true);
	expect(fits("j", press("j", { ctrlKey: true }))).toBe(false);
	expect(fits("j", press("J", { shiftKey: true }))).toBe(false);
	expect(fits("alt+ArrowDown", press("ArrowDown", { altKey: true }))).toBe(true);
	expect(fits("alt+ArrowDown", press("ArrowDown"))).toBe(false);
});

it("finds ? and / wherever they lie", () => {
	expect(fits("?", press("?", { shiftKey: true }))).toBe(true);
	expect(fits("/", press("/", { shiftKey: true }))).toBe(true);
	expect(fits("/", press("/"))).toBe(true);
});

it("goes by the place of a letter where Alt changes what it types", () => {
	expect(fits("alt+t", press("†", { altKey: true, code: "KeyT" }), true)).toBe(true);
});

it("takes caps lock for no shift", () => {
	expect(fits("j", press("J"))).toBe(true);
});

it("fires while typing only with a modifier", () => {
	expect(["j", "?", "shift+n", "mod+k", "alt+c"].map((written) => firesWhileTyping(parseChord(written)))).toEqual([
		false,
		false,
		false,
		true,
		true,
	]);
});

it("shows keys as the keyboard names them", () => {
	expect(chordKeys("mod+shift+k", false)).toEqual(["Ctrl", "Shift", "K"]);
	expect(chordKeys("alt+ArrowDown", true)).toEqual(["⌥", "↓"]);
	expect(chordKeys("?", false)).toEqual(["?"]);
});
