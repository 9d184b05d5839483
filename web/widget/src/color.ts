/** Which text can be read on the shop's accent, and which shade of the accent can be read on the panel? */

type Rgb = readonly [number, number, number];

function parseHex(hex: string): Rgb {
	const value = Number.parseInt(hex.slice(1), 16);
	return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

function formatHex(rgb: Rgb): string {
	return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, "0")).join("")}`;
}

/** WCAG 2: relative luminance. */
function luminance(hex: string): number {
	const [red, green, blue] = parseHex(hex).map((part) => {
		const share = part / 255;
		return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
	}) as [number, number, number];
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2: 1 to 21. */
export function contrast(a: string, b: string): number {
	const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
	return (light + 0.05) / (dark + 0.05);
}

/** Black or white, whichever is read better. */
export function textOn(background: string): string {
	return contrast(background, "#ffffff") >= 4.5 ? "#ffffff" : "#000000";
}

/** `color`, moved towards `goal` until it has the contrast of normal text (4.5) on `background`. */
export function readableOn(background: string, color: string): string {
	const goal = contrast(background, "#ffffff") > contrast(background, "#000000") ? "#ffffff" : "#000000";
	for (let share = 0; share < 1; share += 0.05) {
		const mixed = mix(color, goal, share);
		if (contrast(background, mixed) >= 4.5) return mixed;
	}
	return goal;
}

function mix(from: string, to: string, share: number): string {
	const [target, source] = [parseHex(to), parseHex(from)];
	return formatHex(source.map((part, i) => part + ((target[i] ?? 0) - part) * share) as unknown as Rgb);
}
