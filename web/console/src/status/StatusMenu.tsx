/** StatusMenu. */

export function StatusMenu() {
	return null;
}
