/** Pictures and files that were sent in the conversation, newest first. */

import type { ConversationId, FileBody, Seq } from "@kefu/client";
import { Anchor, Button, Text } from "@mantine/core";
import { IconFile } from "@tabler/icons-react";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { mediaUrl } from "../thread/media";
import classes from "./CustomerPanel.module.css";
import { Section } from "./Section";
import { type SharedFile, useSharedFiles } from "./useSharedFiles";

interface SharedFilesProps {
	conversationId: ConversationId;
	/** The log's end: where it moves, there may be more. */
	head: Seq;
}

export function SharedFiles({ conversationId, head }: SharedFilesProps) {
	const t = useText();
	const { files, hasOlder, loadOlder, loading } = useSharedFiles(conversationId, head);
	if (files.length === 0 && !hasOlder) return null;
	const images = files.filter(({ kind }) => kind === "image");
	const others = files.filter(({ kind }) => kind === "file");
	return (
		<Section name="files" title={t("filesTitle")} count={files.length}>
			{images.length > 0 && (
				<ul className={classes.images}>
					{images.map((file) => (
						<SharedImage key={file.seq} file={file} />
					))}
				</ul>
			)}
			{others.length > 0 && (
				<ul className={classes.list}>
					{others.map((file) => (
						<SharedDocument key={file.seq} body={file.body} />
					))}
				</ul>
			)}
			{hasOlder && (
				<Button size="compact-sm" variant="subtle" loading={loading} onClick={loadOlder}>
					{t("filesOlder")}
				</Button>
			)}
		</Section>
	);
}

function SharedImage({ file: { body } }: { file: SharedFile }) {
	const t = useText();
	const name = body.name ?? t("picture");
	const href = mediaUrl(body.upload_url);
	if (href === "") return null;
	return (
		<li>
			<a href={href} target="_blank" rel="noopener noreferrer" className={classes.image} title={name}>
				<img src={body.thumbnail_url ? mediaUrl(body.thumbnail_url) : href} alt={name} loading="lazy" />
			</a>
		</li>
	);
}

function SharedDocument({ body }: { body: FileBody }) {
	const t = useText();
	const format = useFormat();
	const href = mediaUrl(body.upload_url);
	if (href === "") return null;
	return (
		<li className={classes.document}>
			<IconFile size={20} stroke={1.5} aria-hidden />
			<div className={classes.documentText}>
				<Anchor href={href} target="_blank" rel="noopener noreferrer" size="sm" truncate display="block">
					{body.name ?? t("file")}
				</Anchor>
				{body.size !== undefined && (
					<Text size="xs" c="dimmed">
						{format.bytes(body.size)}
					</Text>
				)}
			</div>
		</li>
	);
}
