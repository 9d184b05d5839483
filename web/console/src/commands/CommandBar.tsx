/** CommandBar. */

export function CommandBar() {
	return null;
}
