/** The whole chat: a dialog that floats over the page, or on a phone is all of it. */

import type { CardBody, Message, Problem, Seq } from "@kefu/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { problemIn } from "../../problems.js";
import { offeredProduct } from "../logic/offered.js";
import { followViewport } from "../phone.js";
import { Composer } from "./composer.js";
import { describe, type Intent, type Picture, type Surface, SurfaceContext, useStore } from "./context.js";
import { Header } from "./header.js";
import { keepFocus } from "./keep-focus.js";
import { Log } from "./log.js";
import { Notice } from "./notice.js";
import { ProductBar } from "./product-bar.js";
import { showMessage } from "./show-message.js";
import { useDrop } from "./use-drop.js";
import { Viewer } from "./viewer.js";

/** How long something that failed is told, in milliseconds. */
const TOLD_MS = 5000;

interface Props {
	parts: Pick<Surface, "session" | "shell" | "config" | "texts" | "formats">;
	close: () => void;
}

export function Panel({ parts, close }: Props) {
	const { session, shell, config, texts } = parts;
	const { open, ...shown } = useStore(shell);
	const snapshot = useStore(session.state);
	const panel = useRef<HTMLDivElement>(null);
	const [intent, begin] = useState<Intent | null>(null);
	const [files, setFiles] = useState<File[]>([]);
	const [picture, view] = useState<Picture | null>(null);
	const [told, tell] = useTold();
	const add = (more: File[]) => snapshot.stage !== "barred" && setFiles((files) => [...files, ...more]);
	const { over, handlers } = useDrop(add);
	const items = [...(snapshot.thread?.items ?? []), ...snapshot.waiting.map((pending) => ({ key: "", pending }))];
	const product = offeredProduct({ open, ...shown }, items, snapshot.me);

	useEffect(() => (open && panel.current ? followViewport(panel.current) : undefined), [open]);

	const sendCard = (card: CardBody) => {
		session.say({ kind: "card", body: card });
		shell.change({ product: null });
	};
	const reveal = async (seq: Seq) => {
		if (await session.reveal(seq)) showMessage(panel.current, seq);
	};
	const submit = (text: string) => {
		if (intent?.kind === "edit") {
			session.edit(intent.message.seq, text).catch((error) => tell(problemIn(error)));
			return begin(null);
		}
		if (product) sendCard(product);
		for (const file of files) session.say(draftOf(file), file);
		setFiles([]);
		if (text) session.say({ kind: "text", body: { text }, reply_to: replyOf(intent) });
		begin(null);
	};
	const surface = { ...parts, begin, view, reveal, tell, sendCard };
	return (
		<SurfaceContext.Provider value={surface}>
			<div
				class={config.position === "left" ? "panel at-left" : "panel"}
				role="dialog"
				aria-labelledby="kefu-title"
				tabIndex={-1}
				hidden={!open}
				ref={panel}
				onKeyDown={(event) => (event.key === "Escape" ? close() : keepFocus(event, panel.current))}
				{...handlers}
			>
				<Header id="kefu-title" close={close} />
				<Notice />
				<Log />
				<div class="told" role="status">
					{told && <p>{describe(texts, told)}</p>}
				</div>
				{product && snapshot.stage !== "barred" && <ProductBar product={product} />}
				{snapshot.stage !== "barred" && <Composer intent={intent} files={files} setFiles={setFiles} submit={submit} />}
				{over && <p class="drop">{texts.dropHere}</p>}
			</div>
			{picture && <Viewer picture={picture} close={() => view(null)} />}
		</SurfaceContext.Provider>
	);
}

function draftOf(file: File) {
	return { kind: "file" as const, body: { upload_url: "", name: file.name } };
}

function replyOf(intent: Intent | null): Message["seq"] | null {
	return intent?.kind === "reply" ? intent.message.seq : null;
}

/** What failed, for a while. */
function useTold(): [Problem | null, (problem: Problem) => void] {
	const [told, tell] = useState<Problem | null>(null);
	useEffect(() => {
		const timer = setTimeout(() => tell(null), TOLD_MS);
		return () => clearTimeout(timer);
	}, [told]);
	return [told, tell];
}
