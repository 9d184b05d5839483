/** Where does the log stand? At the bottom it stays there; elsewhere what one looks at does not move. */

import type { ThreadItem, ThreadSnapshot } from "@kefu/client";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Session } from "../session/session.js";

/** This close counts as the bottom, in pixels. */
const SLACK = 40;
/** The page before is asked for this early. */
const AHEAD = 300;

interface Given {
	open: boolean;
	session: Session;
	thread: ThreadSnapshot | null;
}

interface Place {
	first: string | undefined;
	last: string | undefined;
	/** Distance of the top edge from the end of all that is there: what stays the same when older ones come above. */
	fromEnd: number;
	bottom: boolean;
}

export function useScroll(box: RefObject<HTMLElement | null>, items: readonly ThreadItem[], given: Given) {
	const { open, session, thread } = given;
	const place = useRef<Place>({ first: undefined, last: undefined, fromEnd: 0, bottom: true });
	const [atBottom, setAtBottom] = useState(true);

	const toBottom = () => {
		if (box.current) box.current.scrollTop = box.current.scrollHeight;
	};
	const note = () => {
		const log = box.current;
		if (!log || log.clientHeight === 0) return;
		place.current.fromEnd = log.scrollHeight - log.scrollTop;
		place.current.bottom = place.current.fromEnd - log.clientHeight < SLACK;
		setAtBottom(place.current.bottom);
	};
	useLayoutEffect(() => {
		const before = place.current;
		settle(box.current, before, items);
		place.current = { ...before, first: items[0]?.key, last: items.at(-1)?.key };
		note();
	}, [items, thread?.typing, thread?.loading]);
	useLayoutEffect(() => {
		if (open && place.current.bottom) toBottom();
	}, [open]);
	useEffect(() => {
		const older = () => isNearTop(box.current) && void session.loadOlder();
		return watch(box.current, place, toBottom, () => {
			note();
			older();
		});
	}, [session]);
	useEffect(() => {
		if (open && thread?.hasOlder && !thread.loading && isNearTop(box.current)) void session.loadOlder();
	}, [open, thread, session]);
	return { atBottom, toBottom };
}

function isNearTop(log: HTMLElement | null): boolean {
	return log !== null && log.clientHeight > 0 && log.scrollTop < AHEAD;
}

/** After something was drawn: an own new message is always gone to, older ones above move nothing. */
function settle(log: HTMLElement | null, before: Place, items: readonly ThreadItem[]): void {
	if (!log) return;
	const last = items.at(-1);
	const isOwnNew = last?.key !== before.last && last?.pending !== undefined;
	if (before.bottom || isOwnNew) log.scrollTop = log.scrollHeight;
	else if (items[0]?.key !== before.first) log.scrollTop = log.scrollHeight - before.fromEnd;
}

/** Pictures that come, the keyboard, a longer composer: whoever was at the bottom stays there. */
function watch(log: HTMLElement | null, place: { current: Place }, toBottom: () => void, onScroll: () => void) {
	if (!log) return undefined;
	const sizes = new ResizeObserver(() => {
		if (place.current.bottom) toBottom();
		onScroll();
	});
	for (const part of [log, ...log.children]) sizes.observe(part);
	log.addEventListener("scroll", onScroll, { passive: true });
	return () => {
		sizes.disconnect();
		log.removeEventListener("scroll", onScroll);
	};
}
