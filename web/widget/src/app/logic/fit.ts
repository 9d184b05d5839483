/** How large is a picture shown in a bubble? As large as it is, within limits, in its own shape. */

const WIDEST = 224;
const HIGHEST = 260;
const LEAST = 64;

export function fitPicture(width = WIDEST, height = 168): { width: number; height: number } {
	const scale = Math.min(1, WIDEST / width, HIGHEST / height);
	return {
		width: Math.max(LEAST, Math.round(width * scale)),
		height: Math.max(LEAST, Math.round(height * scale)),
	};
}
