/** When is it worth looking at the line at once? When the page is seen again, or the network came back. */

const EVENTS = ["pageshow", "online", "offline", "focus"];

/** Nothing to do outside of a browser. Returns the function that ends it. */
export function onWake(wake: () => void): () => void {
	if (typeof window === "undefined" || typeof document === "undefined") return () => {};
	const seen = () => {
		if (document.visibilityState === "visible") wake();
	};
	document.addEventListener("visibilitychange", seen);
	for (const event of EVENTS) window.addEventListener(event, wake);
	return () => {
		document.removeEventListener("visibilitychange", seen);
		for (const event of EVENTS) window.removeEventListener(event, wake);
	};
}
