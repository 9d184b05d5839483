/** Which files were sent in a conversation? Found in its log, some pages at a time from the newest back. */

import type { ConversationId, FileBody, Message, Rest, Seq } from "@kefu/client";
import { useInfiniteQuery } from "@tanstack/react-query";

import { useKefu } from "../session/hooks";

export interface SharedFile {
	seq: Seq;
	kind: "image" | "file";
	body: FileBody;
}

interface Stretch {
	files: SharedFile[];
	/** Where to look further back; null at the log's beginning. */
	before: Seq | null;
}

const PAGE = 100;
/** Files are rare: so many pages are read for one press of the button, or until some files were found. */
const PAGES_AT_ONCE = 5;
const ENOUGH = 9;

export function useSharedFiles(conversationId: ConversationId, head: Seq) {
	const { rest } = useKefu();
	const { data, hasNextPage, fetchNextPage, isFetching } = useInfiniteQuery({
		queryKey: ["files-of", conversationId, head],
		queryFn: ({ pageParam, signal }) => lookBack(rest, conversationId, pageParam, signal),
		initialPageParam: null as Seq | null,
		getNextPageParam: (stretch) => stretch.before,
		placeholderData: (previous) => previous,
	});
	return {
		files: data?.pages.flatMap((stretch) => stretch.files) ?? [],
		hasOlder: hasNextPage,
		loadOlder: () => void fetchNextPage(),
		loading: isFetching,
	};
}

async function lookBack(rest: Rest, conversationId: ConversationId, from: Seq | null, signal: AbortSignal) {
	const stretch: Stretch = { files: [], before: from };
	for (let page = 0; page < PAGES_AT_ONCE && stretch.files.length < ENOUGH; page += 1) {
		const bound = stretch.before === null ? {} : { before_seq: stretch.before };
		const { items } = await rest.messages.page({ conversation_id: conversationId, limit: PAGE, ...bound }, signal);
		stretch.files.push(...items.flatMap(fileOf).reverse());
		const first = items[0]?.seq ?? 1;
		stretch.before = items.length < PAGE || first <= 1 ? null : first;
		if (stretch.before === null) break;
	}
	return stretch;
}

function fileOf(message: Message): SharedFile[] {
	const { kind, body, seq } = message;
	return (kind === "image" || kind === "file") && body !== null ? [{ seq, kind, body }] : [];
}
