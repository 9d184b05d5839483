/** Does somebody look at this page? Visible, and with the focus. */

import { useSyncExternalStore } from "react";

const EVENTS = ["focus", "blur", "pageshow"] as const;

function subscribe(listener: () => void): () => void {
	for (const event of EVENTS) window.addEventListener(event, listener);
	document.addEventListener("visibilitychange", listener);
	return () => {
		for (const event of EVENTS) window.removeEventListener(event, listener);
		document.removeEventListener("visibilitychange", listener);
	};
}

export function isAttentive(): boolean {
	return document.visibilityState === "visible" && document.hasFocus();
}

export function useAttention(): boolean {
	return useSyncExternalStore(subscribe, isAttentive);
}
