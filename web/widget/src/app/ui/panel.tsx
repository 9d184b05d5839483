/** The whole chat: a dialog that floats over the page, or on a phone is all of it. */

import type { Problem, Seq } from "@kefu/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { followViewport } from "../phone.js";
import { Composer } from "./composer.js";
import { describe, type Picture, type Surface, SurfaceContext, useStore } from "./context.js";
import { Header } from "./header.js";
import { keepFocus } from "./keep-focus.js";
import { Log } from "./log.js";
import { Notice } from "./notice.js";
import { ProductBar } from "./product-bar.js";
import { showMessage } from "./show-message.js";
import { useDrop } from "./use-drop.js";
import { useExtras } from "./use-extras.js";
import { useSending } from "./use-sending.js";

/** How long something that failed is told, in milliseconds. */
const TOLD_MS = 5000;

interface Props {
	parts: Pick<Surface, "root" | "session" | "shell" | "config" | "texts" | "formats">;
	close: () => void;
}

export function Panel({ parts, close }: Props) {
	const { session, shell, config, texts } = parts;
	const { open } = useStore(shell);
	const mayWrite = useStore(session.state).stage !== "barred";
	const panel = useRef<HTMLDivElement>(null);
	const [picture, view] = useState<Picture | null>(null);
	const [told, tell] = useTold();
	const { product, submit, intent, files, setFiles, begin, sendCard } = useSending(session, shell, tell);
	const { over, handlers } = useDrop((more) => mayWrite && setFiles((files) => [...files, ...more]));
	useEffect(() => (open && panel.current ? followViewport(panel.current) : undefined), [open]);

	const reveal = async (seq: Seq) => {
		if (await session.reveal(seq)) showMessage(panel.current, seq);
	};
	const onKeyDown = (event: KeyboardEvent) => (event.key === "Escape" ? close() : keepFocus(event, panel.current));
	const place = { class: config.position === "left" ? "panel at-left" : "panel", hidden: !open, ref: panel };
	return (
		<SurfaceContext.Provider value={{ ...parts, begin, view, reveal, tell, sendCard }}>
			<div {...place} role="dialog" aria-labelledby="kefu-title" tabIndex={-1} onKeyDown={onKeyDown} {...handlers}>
				<Header id="kefu-title" close={close} />
				<Notice />
				<Log />
				<div class="told" role="status">
					{told && <p>{describe(texts, told)}</p>}
				</div>
				{mayWrite && product && <ProductBar product={product} />}
				{mayWrite && <Composer intent={intent} files={files} setFiles={setFiles} submit={submit} />}
				{over && <p class="drop">{texts.dropHere}</p>}
			</div>
			<FullPicture picture={picture} close={() => view(null)} />
		</SurfaceContext.Provider>
	);
}

/** Over everything, once its code is here. */
function FullPicture({ picture, close }: { picture: Picture | null; close: () => void }) {
	const extras = useExtras(picture !== null);
	return extras && picture && <extras.Viewer picture={picture} close={close} />;
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
