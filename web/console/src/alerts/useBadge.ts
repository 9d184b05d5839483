/** How much waits? It stands in the title, and as a dot on the tab's icon. */

import { useCallback, useEffect, useSyncExternalStore } from "react";
import plainIcon from "../app/icon.svg";
import { useKefu } from "../session/hooks";
import { keepBadge } from "./badge";
import dottedIcon from "./icon-unread.svg";
import { useWaitingCount } from "./useWaitingCount";

export function useBadge(): void {
	const kefu = useKefu();
	const subscribe = useCallback((listener: () => void) => kefu.on("unread", listener), [kefu]);
	const unread = useSyncExternalStore(subscribe, () => kefu.unread);
	const count = unread + useWaitingCount();

	useEffect(() => keepBadge(count), [count]);
	useEffect(() => {
		const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
		if (icon) icon.href = count > 0 ? dottedIcon : plainIcon;
	}, [count]);
}
