/** How much waits? It stands in the title, and as a dot on the tab's icon. */

import { useCallback, useEffect, useSyncExternalStore } from "react";
import plainIcon from "../app/icon.svg";
import { useText } from "../locales/text";
import { useKefu } from "../session/hooks";
import dottedIcon from "./icon-unread.svg";
import { useWaitingCount } from "./useWaitingCount";

const MOST = 99;

export function useBadge(): void {
	const t = useText();
	const kefu = useKefu();
	const subscribe = useCallback((listener: () => void) => kefu.on("unread", listener), [kefu]);
	const unread = useSyncExternalStore(subscribe, () => kefu.unread);
	const count = unread + useWaitingCount();
	const title = t("appTitle");

	useEffect(() => {
		document.title = badgeTitle(count, title);
		const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
		if (icon) icon.href = count > 0 ? dottedIcon : plainIcon;
		return () => {
			document.title = title;
			if (icon) icon.href = plainIcon;
		};
	}, [count, title]);
}

function badgeTitle(count: number, title: string): string {
	if (count === 0) return title;
	return `(${count > MOST ? `${MOST}+` : count}) ${title}`;
}
