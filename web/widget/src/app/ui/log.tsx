/** The messages, with the older ones above and a way back to the newest. */

import type { ThreadItem } from "@kefu/client";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { layOut, type Row } from "../logic/groups.js";
import { useSession, useStore, useSurface } from "./context.js";
import { Greeting } from "./greeting.js";
import { Group } from "./group.js";
import { Icon } from "./icon.js";
import { DOWN } from "./icons.js";
import { Note } from "./note.js";
import { useScroll } from "./use-scroll.js";

export function Log() {
	const { session, shell, texts } = useSurface();
	const { thread, waiting, me, unread, stage } = useSession();
	const { open } = useStore(shell);
	const box = useRef<HTMLDivElement>(null);
	const items = useMemo<ThreadItem[]>(
		() => [...(thread?.items ?? []), ...waiting.map((pending) => ({ key: pending.clientId, pending }))],
		[thread?.items, waiting],
	);
	const rows = useMemo(() => layOut(items, me), [items, me]);
	const { atBottom, toBottom } = useScroll(box, items, { open, session, thread });
	useReading(open && atBottom);
	const isFirst = stage === "finding" || thread?.loading === "first";
	return (
		<div class="log-frame">
			<div
				class="log"
				role="log"
				aria-live="polite"
				aria-label={texts.log}
				aria-busy={thread?.loading !== null && thread !== null}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
				tabIndex={0}
				ref={box}
			>
				<div class="rows">
					{(isFirst || thread?.loading === "older") && <Loading />}
					{!thread?.hasOlder && !isFirst && <Greeting />}
					{rows.map((row) => (
						<RowView key={row.key} row={row} />
					))}
					{thread && thread.typing.length > 0 && <Typing />}
				</div>
			</div>
			{!atBottom && (
				<button
					type="button"
					class={unread > 0 ? "pill new" : "pill"}
					onClick={toBottom}
					aria-label={unread > 0 ? undefined : texts.toBottom}
				>
					<Icon path={DOWN} />
					{unread > 0 && <span>{texts.newMessages(unread)}</span>}
				</button>
			)}
		</div>
	);
}

function RowView({ row }: { row: Row }) {
	const { formats } = useSurface();
	if (row.kind === "group") return <Group sender={row.sender} own={row.own} items={row.items} />;
	if (row.kind === "note") return <Note message={row.message} />;
	return (
		<p class="day">
			<time dateTime={row.time}>{formats.day(row.time)}</time>
		</p>
	);
}

function Loading() {
	const { texts } = useSurface();
	return <p class="loading">{texts.loading}</p>;
}

function Typing() {
	return (
		<div class="group typing" aria-hidden="true">
			<span class="bubble dots">
				<i />
				<i />
				<i />
			</span>
		</div>
	);
}

/** What is on the screen of somebody who looks is read. */
function useReading(isShown: boolean): void {
	const { session } = useSurface();
	const { thread } = useSession();
	useEffect(() => {
		const read = () => isShown && !document.hidden && session.read();
		read();
		document.addEventListener("visibilitychange", read);
		return () => document.removeEventListener("visibilitychange", read);
	}, [isShown, session, thread]);
}
