/** The list itself: only what is on the screen exists, so thousands are as quick as ten. */

import type { Conversation } from "@kefu/client";
import { Button, Loader, Skeleton } from "@mantine/core";
import { IconInbox, IconSearchOff } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso";
import { useText } from "../locales/text";
import { ConversationRow } from "./ConversationRow";
import classes from "./ListPane.module.css";
import type { Place } from "./place";
import type { OpenList } from "./useList";

const ROW_PX = 64;

interface Context {
	place: Place;
	loading: boolean;
}

export function ConversationRows({ list, place }: { list: OpenList; place: Place }) {
	const { items, loading, problem, loadMore } = list;
	const virtuoso = useRef<VirtuosoHandle>(null);
	const selected = items.findIndex(({ id }) => id === place.conversationId);
	const latest = useRef(selected);
	latest.current = selected;

	// Only when another one is opened: what moves by itself is not run after.
	useEffect(() => {
		if (latest.current >= 0) virtuoso.current?.scrollIntoView({ index: latest.current });
	}, [place.conversationId]);

	if (items.length === 0) return loading ? <Placeholders /> : <Empty list={list} place={place} />;
	return (
		<Virtuoso<Conversation, Context>
			ref={virtuoso}
			className={classes.rows}
			data={items}
			context={{ place, loading: loading && !problem }}
			fixedItemHeight={ROW_PX}
			increaseViewportBy={ROW_PX * 6}
			computeItemKey={(_, conversation) => conversation.id}
			itemContent={row}
			endReached={loadMore}
			components={PARTS}
		/>
	);
}

function row(_index: number, conversation: Conversation, { place }: Context) {
	const selected = conversation.id === place.conversationId;
	return <ConversationRow conversation={conversation} selected={selected} to={place.to(conversation.id)} />;
}

const PARTS = {
	Header: () => <div className={classes.gap} />,
	Footer: ({ context }: { context?: Context }) => (
		<div className={classes.more}>{context?.loading && <Loader size="xs" />}</div>
	),
};

function Placeholders() {
	return (
		<div aria-busy="true">
			{Array.from({ length: 8 }, (_, index) => (
				<div key={index} className={classes.skeleton}>
					<Skeleton circle height={38} />
					<div>
						<Skeleton height={10} width="45%" mb={8} />
						<Skeleton height={8} width="85%" />
					</div>
				</div>
			))}
		</div>
	);
}

function Empty({ list, place }: { list: OpenList; place: Place }) {
	const t = useText();
	const EmptyIcon = place.q ? IconSearchOff : IconInbox;
	return (
		<div className={classes.empty} role="status">
			<EmptyIcon size={36} stroke={1.2} aria-hidden />
			{list.problem ? list.problem.detail : t(place.q ? "nothingFound" : place.view.emptyKey)}
			{list.problem && (
				<Button size="compact-sm" variant="light" onClick={list.loadMore}>
					{t("tryAgain")}
				</Button>
			)}
		</div>
	);
}
