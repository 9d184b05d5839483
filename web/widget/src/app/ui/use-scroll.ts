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
		const [log, before] = [box.current, place.current];
		const [first, last] = [items[0]?.key, items.at(-1)];
		if (!log) return;
		const isOwnNew = last?.key !== before.last && last?.pending !== undefined;
		if (before.bottom || isOwnNew) toBottom();
		else if (first !== before.first) log.scrollTop = log.scrollHeight - before.fromEnd;
		place.current = { ...before, first, last: last?.key };
		note();
	}, [items, thread?.typing, thread?.loading]);

	useLayoutEffect(() => {
		if (open && place.current.bottom) toBottom();
	}, [open]);

	useEffect(() => {
		const log = box.current;
		if (!log) return;
		const older = () => {
			if (log.clientHeight > 0 && log.scrollTop < AHEAD) void session.loadOlder();
		};
		const onScroll = () => {
			note();
			older();
		};
		// Pictures that come, the keyboard, a longer composer: whoever was at the bottom stays there.
		const sizes = new ResizeObserver(() => {
			if (place.current.bottom) toBottom();
			note();
		});
		sizes.observe(log);
		for (const child of log.children) sizes.observe(child);
		log.addEventListener("scroll", onScroll, { passive: true });
		return () => {
			sizes.disconnect();
			log.removeEventListener("scroll", onScroll);
		};
	}, [session]);

	useEffect(() => {
		const log = box.current;
		if (open && log && thread?.hasOlder && !thread.loading && log.scrollTop < AHEAD) void session.loadOlder();
	}, [open, thread, session]);

	return { atBottom, toBottom };
}
