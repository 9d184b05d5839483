/** What must a password be, and how is a good one made up? */

/** The server's limits, in characters. */
export const PASSWORD_LEAST = 10;
export const PASSWORD_MOST = 128;

/** No letters that are taken for one another when read from a screen. */
const LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const GROUPS = 4;
const GROUP_LENGTH = 5;

export type PasswordRule = "length" | "notTheName";

/** Which rules are kept? Shown beside the field while it is typed. */
export function checkRules(password: string, username: string): Record<PasswordRule, boolean> {
	const length = [...password].length;
	return {
		length: length >= PASSWORD_LEAST && length <= PASSWORD_MOST,
		notTheName: password !== "" && password.toLowerCase() !== username.trim().toLowerCase(),
	};
}

export function isGoodPassword(password: string, username: string): boolean {
	return Object.values(checkRules(password, username)).every(Boolean);
}

/** `kD7mX-…`: 20 letters of 57, some 116 bits. */
export function makePassword(): string {
	const groups = Array.from({ length: GROUPS }, () => Array.from({ length: GROUP_LENGTH }, randomLetter).join(""));
	return groups.join("-");
}

/** Even: bytes beyond the largest multiple of the alphabet's length are drawn again. */
function randomLetter(): string {
	const even = 256 - (256 % LETTERS.length);
	const byte = new Uint8Array(1);
	do crypto.getRandomValues(byte);
	while ((byte[0] ?? 255) >= even);
	return LETTERS.charAt((byte[0] ?? 0) % LETTERS.length);
}
