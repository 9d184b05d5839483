/** Alerts. */

export function Alerts() {
	return null;
}
