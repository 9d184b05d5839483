/** Which keys mean which action? A chord is written `mod+k`, `alt+ArrowDown`, `j` or `?`; `mod` is Cmd on a Mac, else Ctrl. */

export interface Chord {
	/** As `KeyboardEvent.key`, letters in lower case. */
	key: string;
	mod: boolean;
	alt: boolean;
	shift: boolean;
}

export type KeyPress = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

const NAMES: Record<string, string> = {
	ArrowUp: "↑",
	ArrowDown: "↓",
	ArrowLeft: "←",
	ArrowRight: "→",
	Enter: "↵",
	Escape: "Esc",
	" ": "Space",
};

export function parseChord(written: string): Chord {
	const parts = written.split("+").map((part) => part.trim());
	const key = parts.pop() || "+";
	const has = (name: string) => parts.some((part) => part.toLowerCase() === name);
	return { key: key.length === 1 ? key.toLowerCase() : key, mod: has("mod"), alt: has("alt"), shift: has("shift") };
}

/** Was this chord pressed? Shift counts with letters and named keys only: `?` and `/` need it on some keyboards and not on others. */
export function matchesChord(chord: Chord, press: KeyPress, mac: boolean): boolean {
	const mod = mac ? press.metaKey : press.ctrlKey;
	const foreign = mac ? press.ctrlKey : press.metaKey;
	if (mod !== chord.mod || foreign || press.altKey !== chord.alt) return false;
	const shiftCounts = chord.key.length > 1 || /[a-z]/.test(chord.key);
	if (shiftCounts && press.shiftKey !== chord.shift) return false;
	return keyOf(press).includes(chord.key);
}

/** The keys that a press can mean. Alt changes what letters give on a Mac, so there the place on the keyboard counts too. */
function keyOf(press: KeyPress): string[] {
	const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
	const letter = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
	return press.altKey && letter !== undefined ? [key, letter] : [key];
}

/** May it fire while somebody types? Only with a modifier that types nothing. */
export function firesWhileTyping(chord: Chord): boolean {
	return chord.mod || chord.alt;
}

/** The keys to show, one by one: `["⌘", "K"]` or `["Ctrl", "K"]`. */
export function chordKeys(written: string, mac: boolean): string[] {
	const { key, mod, alt, shift } = parseChord(written);
	return [
		...(mod ? [mac ? "⌘" : "Ctrl"] : []),
		...(alt ? [mac ? "⌥" : "Alt"] : []),
		...(shift ? [mac ? "⇧" : "Shift"] : []),
		NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key),
	];
}

/** Does what has the focus take letters? */
export function takesLetters(target: EventTarget | null): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable) return true;
	if (target instanceof HTMLInputElement)
		return !/^(button|checkbox|color|file|image|radio|range|reset|submit)$/.test(target.type);
	return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
