/** May we show desktop notifications? The browser says; it is asked on a click only. */

import { useSyncExternalStore } from "react";

export type Permission = NotificationPermission | "unsupported";

const listeners = new Set<() => void>();

/** Without HTTPS a browser has none, and on phones some have them for installed pages only. */
export function permission(): Permission {
	return "Notification" in window ? Notification.permission : "unsupported";
}

export async function askPermission(): Promise<Permission> {
	if (permission() === "default") await Notification.requestPermission();
	for (const listener of listeners) listener();
	return permission();
}

function subscribe(listener: () => void): () => void {
	listeners.add(listener);
	// It can be changed in the browser's own settings meanwhile.
	addEventListener("focus", listener);
	return () => {
		listeners.delete(listener);
		removeEventListener("focus", listener);
	};
}

export function usePermission(): Permission {
	return useSyncExternalStore(subscribe, permission);
}
