/** A file on its way: how it looks, or what it is called, and how much of it is there. */

import type { Pending } from "@kefu/client";
import { useEffect, useRef } from "preact/hooks";
import { isPicture } from "../logic/fit.js";
import { useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { FILE } from "./icons.js";
import { Preview } from "./preview.js";

export function PendingFile({ pending, file }: { pending: Pending; file: Blob }) {
	return (
		<>
			<Picture pending={pending} file={file} />
			{pending.state === "uploading" && <Progress share={pending.progress ?? 0} />}
		</>
	);
}

function Picture({ pending, file }: { pending: Pending; file: Blob }) {
	const { texts, formats } = useSurface();
	const named = pending.draft.kind === "image" || pending.draft.kind === "file" ? pending.draft.body.name : undefined;
	const name = named ?? (file instanceof File ? file.name : texts.file);
	if (isPicture(file)) return <Preview file={file} name={name} />;
	return (
		<span class="file">
			<span class="file-icon">
				<Icon path={FILE} />
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
