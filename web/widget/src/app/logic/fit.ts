/** Which files are shown as pictures, and how large in a bubble? As large as they are, within limits, in their own shape. */

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

export function isPicture(file: Blob): boolean {
	return /^image\/(png|jpeg|gif|webp)$/.test(file.type);
}
