/** What happens on Send? An edit is stored; otherwise the product goes first, then the files, then the text. */

import { type CardBody, type Problem, problemOf } from "@kefu/client";
import { useState } from "preact/hooks";
import { offeredProduct } from "../logic/offered.js";
import type { Session } from "../session/session.js";
import type { Shell } from "../shell.js";
import { type Intent, useStore } from "./context.js";

export function useSending(session: Session, shell: Shell, tell: (problem: Problem) => void) {
	const { thread, waiting, me } = useStore(session.state);
	const [intent, begin] = useState<Intent | null>(null);
	const [files, setFiles] = useState<File[]>([]);
	const items = [...(thread?.items ?? []), ...waiting.map((pending) => ({ key: pending.clientId, pending }))];
	const product = offeredProduct(useStore(shell), items, me);

	const sendCard = (card: CardBody) => {
		session.say({ kind: "card", body: card });
		shell.change({ product: null });
	};
	const edit = (seq: number, text: string) => session.edit(seq, text).catch((error) => tell(problemOf(error)));
	const post = (text: string) => {
		if (product) sendCard(product);
		// The first of them is the reply.
		let reply_to = intent ? intent.message.seq : null;
		for (const file of files) {
			session.say({ kind: "file", body: { upload_url: "", name: file.name }, reply_to }, file);
			reply_to = null;
		}
		setFiles([]);
		if (text) session.say({ kind: "text", body: { text }, reply_to });
	};
	const submit = (text: string) => {
		if (intent?.kind === "edit") void edit(intent.message.seq, text);
		else post(text);
		begin(null);
		return session.kept();
	};
	return { intent, begin, files, setFiles, product, sendCard, submit };
}
