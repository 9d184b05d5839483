/** The message that is answered, in short; a click goes there. */

import type { Message, Seq } from "@kefu/client";
import { useQuery } from "@tanstack/react-query";
import { previewOf } from "../inbox/preview";
import { useText } from "../locales/text";
import { useKefu } from "../session/hooks";
import classes from "./Bubble.module.css";
import type { Desk } from "./desk";

export function Quote({ seq, desk }: { seq: Seq; desk: Desk }) {
	const t = useText();
	const message = useQuoted(seq, desk);
	const preview = message ? previewOf(message) : { phrase: "earlierMessage" as const };
	const sender = message?.sender_id;
	const name = sender === desk.me.id ? t("youSubject") : sender && (desk.person(sender)?.username ?? sender);
	return (
		<button type="button" className={classes.quote} onClick={() => desk.jump(seq)} title={t("toMessage")}>
			{name && <strong>{name}</strong>}
			<span>{preview.phrase ? t(preview.phrase) : preview.text}</span>
		</button>
	);
}

/** From what is loaded, or asked for alone. */
function useQuoted(seq: Seq, desk: Desk): Message | undefined {
	const { rest } = useKefu();
	const found = desk.find(seq);
	const conversation_id = desk.conversation?.id;
	const { data } = useQuery({
		queryKey: ["message", conversation_id, seq],
		queryFn: async ({ signal }) => {
			const query = { conversation_id: conversation_id ?? 0, before_seq: seq + 1, limit: 1 };
			return (await rest.messages.page(query, signal)).items[0] ?? null;
		},
		enabled: found === undefined && conversation_id !== undefined,
		staleTime: Number.POSITIVE_INFINITY,
	});
	return found ?? data ?? undefined;
}
