/** The quick replies that fit what is typed: arrows choose, Enter picks, and the text is shown as it will be sent. */

import { Box, Loader, Text, VisuallyHidden } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import { useCustomerName } from "../customer/useCustomerName";
import { useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { matchReplies } from "./matching";
import { fillPlaceholders } from "./placeholders";
import { ReplyOption } from "./ReplyOption";
import classes from "./ReplyPicker.module.css";
import { ReplySearch } from "./ReplySearch";
import { REPLY_LIST_ID, replyOptionId } from "./replyIds";
import { usePickerKeys } from "./usePickerKeys";
import { useReplies } from "./useReplies";

interface ReplyPickerProps {
	/** The reply's text, with its placeholders filled in. */
	onPick: (text: string) => void;
	/** What was typed after the slash. */
	query: string;
	/** With a search field of its own, for a picker that was opened by a button. */
	searchable?: boolean;
	onClose?: () => void;
	/** The DOM id of the chosen option, for `aria-activedescendant` of the field that has the focus. */
	onActive?: (optionId: string | null) => void;
}

export function ReplyPicker({ onPick, query, searchable = false, onClose, onActive }: ReplyPickerProps) {
	const t = useText();
	const me = useMe();
	const { replies, loading } = useReplies();
	const [search, setSearch] = useState(query);
	const typed = searchable ? search : query;
	const found = useMemo(() => matchReplies(replies, typed), [replies, typed]);
	const [place, setPlace] = useState(0);
	const list = useRef<HTMLDivElement>(null);
	const active = found[Math.min(place, found.length - 1)];
	const name = useCustomerName();
	const fill = (content: string) => fillPlaceholders(content, { name, agent: me.username });

	usePickerKeys({
		count: found.length,
		onMove: (step) => setPlace((now) => (Math.min(now, found.length - 1) + step + found.length) % found.length),
		onPick: () => active && onPick(fill(active.content)),
		onClose,
	});
	useEffect(() => setPlace(0), [typed]);
	useEffect(() => {
		list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
		onActive?.(active ? replyOptionId(active.id) : null);
		return () => onActive?.(null);
	}, [active, onActive]);

	return (
		<Box className={classes.picker}>
			{searchable && <ReplySearch value={search} onChange={setSearch} activeId={active?.id} />}
			<VisuallyHidden role="status">{loading ? "" : t("repliesFound", { count: found.length })}</VisuallyHidden>
			{loading && <Loader size="sm" m="md" />}
			{!loading && found.length === 0 && (
				<Text size="sm" c="dimmed" p="md">
					{t(replies.length === 0 ? "repliesNoneYet" : "repliesNoMatch")}
				</Text>
			)}
			<div className={classes.columns} hidden={found.length === 0}>
				<div
					ref={list}
					id={REPLY_LIST_ID}
					role="listbox"
					// What scrolls must be reachable by keyboard.
					tabIndex={0}
					aria-label={t("repliesTitle")}
					className={classes.list}
				>
					{found.map((reply) => (
						<ReplyOption
							key={reply.id}
							reply={reply}
							active={reply === active}
							onPoint={() => setPlace(found.indexOf(reply))}
							onPick={() => onPick(fill(reply.content))}
						/>
					))}
				</div>
				{active && <div className={classes.preview}>{fill(active.content)}</div>}
			</div>
		</Box>
	);
}
