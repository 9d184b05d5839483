/** A message on its way: what it says, how far it is, and what to do if it was refused. */

import type { Pending } from "@kefu/client";
import { useEffect, useRef } from "preact/hooks";
import { Content } from "./content.js";
import { describe, useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { isPicture, Preview } from "./preview.js";
import { Quote } from "./quote.js";

export function PendingBubble({ pending }: { pending: Pending }) {
	const { texts, session } = useSurface();
	const { draft, file, state, problem, clientId } = pending;
	const isBare = draft.kind === "image" || draft.kind === "card" || (file !== undefined && isPicture(file));
	return (
		<div class="line" data-pending={state}>
			<div class={isBare ? "bubble bare pending" : "bubble pending"}>
				{draft.reply_to ? <Quote seq={draft.reply_to} /> : null}
				{file ? <PendingFile pending={pending} file={file} /> : <Content message={draft} />}
				{state === "uploading" && <Progress share={pending.progress ?? 0} />}
			</div>
			{state === "failed" && (
				<div class="failure">
					<Icon name="alert" />
					<span>{problem ? describe(texts, problem) : texts.failed}</span>
					<button type="button" class="text-button" onClick={() => session.retry(clientId)}>
						{texts.retry}
					</button>
					<button type="button" class="text-button" onClick={() => session.discard(clientId)}>
						{texts.discard}
					</button>
				</div>
			)}
		</div>
	);
}

function PendingFile({ pending, file }: { pending: Pending; file: Blob }) {
	const { texts, formats } = useSurface();
	const named = pending.draft.kind === "image" || pending.draft.kind === "file" ? pending.draft.body.name : undefined;
	const name = named ?? (file instanceof File ? file.name : texts.file);
	if (isPicture(file)) return <Preview file={file} name={name} />;
	return (
		<span class="file">
			<span class="file-icon">
				<Icon name="file" />
			</span>
			<span class="file-text">
				<span class="file-name">{name}</span>
				<span class="file-size">{formats.bytes(file.size)}</span>
			</span>
		</span>
	);
}

function Progress({ share }: { share: number }) {
	const { texts } = useSurface();
	const bar = useRef<HTMLSpanElement>(null);
	useEffect(() => bar.current?.style.setProperty("--share", String(share)), [share]);
	const percent = Math.round(share * 100);
	return (
		<span
			class="progress"
			ref={bar}
			role="progressbar"
			aria-label={texts.sending}
			aria-valuenow={percent}
			aria-valuemin={0}
			aria-valuemax={100}
		/>
	);
}
