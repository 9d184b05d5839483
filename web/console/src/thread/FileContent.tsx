/** A file: its name, its size, the way to it; sound and video play here. */

import type { FileBody } from "@kefu/client";
import { IconDownload, IconFileText } from "@tabler/icons-react";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import classes from "./Bubble.module.css";
import { mediaUrl } from "./media";

export function FileContent({ body, file }: { body: FileBody; file?: Blob }) {
	const t = useText();
	const format = useFormat();
	const name = body.name || t("fileMessage");
	const size = body.size ?? file?.size;
	const inside = (
		<>
			<IconFileText size={28} stroke={1.4} aria-hidden />
			<span>
				<span className={classes.fileName}>{name}</span>
				{size !== undefined && <span className={classes.fileSize}>{format.bytes(size)}</span>}
			</span>
		</>
	);
	if (!body.upload_url) return <div className={classes.file}>{inside}</div>;
	const url = mediaUrl(body.upload_url);
	return (
		<>
			<Player mime={body.mime ?? ""} url={url} name={name} />
			<a className={classes.file} href={url} download={name} title={t("downloadFile", { name })}>
				{inside}
				<IconDownload size={18} stroke={1.6} aria-hidden />
			</a>
		</>
	);
}

function Player({ mime, url, name }: { mime: string; url: string; name: string }) {
	// What people send one another has no captions.
	if (mime.startsWith("audio/")) {
		// biome-ignore lint/a11y/useMediaCaption: see above
		return <audio className={classes.media} src={url} controls preload="metadata" aria-label={name} />;
	}
	if (mime.startsWith("video/")) {
		// biome-ignore lint/a11y/useMediaCaption: see above
		return <video className={classes.media} src={url} controls preload="metadata" aria-label={name} />;
	}
	return null;
}
