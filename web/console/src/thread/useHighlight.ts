/** Goes to a message once it is loaded, and marks it for a moment. */

import type { Seq } from "@kefu/client";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { VirtuosoHandle } from "react-virtuoso";
import type { Row } from "./rows";
import type { Target } from "./useDesk";

const MARKED_MS = 1800;

export function useHighlight(
	rows: readonly Row[],
	target: Target | null,
	virtuoso: RefObject<VirtuosoHandle | null>,
): Seq | null {
	const [highlighted, setHighlighted] = useState<Seq | null>(null);
	const reached = useRef<Target | null>(null);

	useEffect(() => {
		if (!target || reached.current === target) return;
		const index = rows.findIndex((row) => row.item.message?.seq === target.seq);
		if (index < 0) return;
		reached.current = target;
		virtuoso.current?.scrollToIndex({ index, align: "center" });
		setHighlighted(target.seq);
	}, [rows, target, virtuoso]);

	useEffect(() => {
		if (highlighted === null) return;
		const timer = setTimeout(() => setHighlighted(null), MARKED_MS);
		return () => clearTimeout(timer);
	}, [highlighted]);

	return highlighted;
}
