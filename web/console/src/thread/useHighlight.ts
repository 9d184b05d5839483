/** Goes to a message once it is loaded, and marks it for a moment. */

import type { Seq } from "@kefu/client";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { VirtuosoHandle } from "react-virtuoso";
import type { Row } from "./rows";
import type { Target } from "./useDesk";

const MARKED_MS = 1800;
/** While the list makes room for what came in above, it goes back to where it was: sent again, for at most so many frames. */
const MOST_FRAMES = 90;
/** So many frames in sight mean that it stays there. */
const CALM_FRAMES = 6;

export interface ListRefs {
	list: RefObject<HTMLElement | null>;
	virtuoso: RefObject<VirtuosoHandle | null>;
}

export function useHighlight(rows: readonly Row[], target: Target | null, { list, virtuoso }: ListRefs): Seq | null {
	const [highlighted, setHighlighted] = useState<Seq | null>(null);
	const reached = useRef<Target | null>(null);
	const index = target ? rows.findIndex((row) => row.item.message?.seq === target.seq) : -1;

	useEffect(() => {
		if (!target || index < 0 || reached.current === target) return;
		let frame = 0;
		const go = (calm: number, left: number) => {
			const shown = isInSight(list.current, target.seq);
			if (!shown) virtuoso.current?.scrollToIndex({ index, align: "center" });
			if (calm === CALM_FRAMES || left === 0) {
				reached.current = target;
				setHighlighted(target.seq);
			} else frame = requestAnimationFrame(() => go(shown ? calm + 1 : 0, left - 1));
		};
		go(0, MOST_FRAMES);
		return () => cancelAnimationFrame(frame);
	}, [index, target, list, virtuoso]);

	useEffect(() => {
		if (highlighted === null) return;
		const timer = setTimeout(() => setHighlighted(null), MARKED_MS);
		return () => clearTimeout(timer);
	}, [highlighted]);

	return highlighted;
}

function isInSight(list: HTMLElement | null, seq: Seq): boolean {
	const row = list?.querySelector(`[data-seq="${seq}"]`)?.getBoundingClientRect();
	const place = list?.getBoundingClientRect();
	return row !== undefined && place !== undefined && row.top >= place.top && row.bottom <= place.bottom;
}
