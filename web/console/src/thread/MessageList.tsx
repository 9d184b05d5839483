/** The messages: older ones come in above without a jump, new ones below. */

import type { Thread, ThreadSnapshot } from "@kefu/client";
import { Loader } from "@mantine/core";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { useText } from "../locales/text";
import { Announcer } from "./Announcer";
import type { Desk } from "./desk";
import { JumpToLatest } from "./JumpToLatest";
import classes from "./MessageList.module.css";
import { MessageRow } from "./MessageRow";
import { type Row, rowsOf } from "./rows";
import { theirMarks } from "./sides";
import type { Target } from "./useDesk";
import { useFirstIndex } from "./useFirstIndex";
import { useFollow } from "./useFollow";
import { useHighlight } from "./useHighlight";
import { useOpening } from "./useOpening";
import { useReading } from "./useReading";

/** Of what was read before shows above what is new. */
const PEEK_PX = 72;

interface MessageListProps {
	thread: Thread;
	snapshot: ThreadSnapshot;
	desk: Desk;
	target: Target | null;
}

interface ListContext {
	desk: Desk;
	theirs: ReturnType<typeof theirMarks>;
	highlighted: number | null;
	loadingOlder: boolean;
	hasOlder: boolean;
}

export function MessageList({ thread, snapshot, desk, target }: MessageListProps) {
	const t = useText();
	const { items, hasOlder, loading, marks, conversation } = snapshot;
	const { me } = desk;
	const ready = useOpening(thread, loading !== "first" && items.length > 0);
	const virtuoso = useRef<VirtuosoHandle>(null);
	const list = useRef<HTMLDivElement>(null);
	// Unknown until the list has found its place.
	const [atEnd, setAtEnd] = useState<boolean | null>(null);
	const newAfter = useReading(snapshot, atEnd === true);
	const rows = useMemo(() => rowsOf({ items, me: me.id, newAfter, hasOlder }), [items, me.id, newAfter, hasOlder]);
	const firstIndex = useFirstIndex(rows);
	const follow = useFollow(rows, me.id);
	const highlighted = useHighlight(rows, target, { list, virtuoso });
	const theirs = useMemo(() => theirMarks(conversation, me, marks), [conversation, me, marks]);
	const loadOlder = useCallback(() => void thread.loadOlder(), [thread]);
	const toEnd = useCallback(() => virtuoso.current?.scrollToIndex({ index: "LAST", align: "end" }), []);
	const context: ListContext = { desk, theirs, highlighted, loadingOlder: loading === "older", hasOlder };

	// The field below grew or the keyboard came: whoever was at the end stays there.
	useEffect(() => {
		if (!atEnd) return;
		const stay = () => toEnd();
		window.addEventListener("resize", stay);
		return () => window.removeEventListener("resize", stay);
	}, [atEnd, toEnd]);

	if (items.length === 0) return <NothingSaid loading={loading === "first"} text={t("noMessagesYet")} />;
	if (!ready) return <NothingSaid loading text="" />;
	const firstNew = rows.findIndex((row) => row.isNew);
	return (
		<div ref={list} className={classes.list} role="log" aria-label={t("messages")} aria-live="off">
			<Virtuoso<Row, ListContext>
				ref={virtuoso}
				className={classes.scroller}
				data={rows}
				context={context}
				firstItemIndex={firstIndex}
				initialTopMostItemIndex={
					firstNew >= 0
						? { index: firstNew, align: "start", offset: -PEEK_PX }
						: { index: rows.length - 1, align: "end" }
				}
				computeItemKey={(_, row) => row.key}
				itemContent={row}
				startReached={loadOlder}
				followOutput={follow}
				atBottomStateChange={setAtEnd}
				atBottomThreshold={80}
				increaseViewportBy={{ top: 600, bottom: 300 }}
				alignToBottom
				skipAnimationFrameInResizeObserver
				components={PARTS}
			/>
			<Announcer rows={rows} desk={desk} />
			{atEnd === false && <JumpToLatest rows={rows} me={me.id} onJump={toEnd} />}
		</div>
	);
}

function row(_index: number, { item, day, isNew, first, last }: Row, context: ListContext) {
	const seq = item.message?.seq ?? null;
	return (
		<MessageRow
			item={item}
			day={day}
			isNew={isNew}
			first={first}
			last={last}
			desk={context.desk}
			theirs={context.theirs}
			highlighted={seq !== null && context.highlighted === seq}
		/>
	);
}

const PARTS = {
	Header: ({ context }: { context?: ListContext }) => (
		<div className={classes.top}>{context?.loadingOlder && <Loader size="xs" />}</div>
	),
	Footer: () => <div className={classes.bottom} />,
};

function NothingSaid({ loading, text }: { loading: boolean; text: string }) {
	return (
		<div className={classes.nothing} aria-busy={loading}>
			{loading ? <Loader size="sm" /> : text}
		</div>
	);
}
