/** A picture as large as the screen: zoom, next, previous, by mouse, finger and keys. */

import type { Message, Seq, ThreadItem } from "@kefu/client";
import { Modal } from "@mantine/core";
import { useMemo } from "react";
import { useText } from "../locales/text";
import classes from "./ImageViewer.module.css";
import { mediaUrl } from "./media";
import { PictureStage } from "./PictureStage";

interface ImageViewerProps {
	items: readonly ThreadItem[];
	/** Which one is shown; null closes it. */
	seq: Seq | null;
	onLook: (seq: Seq | null) => void;
}

type ImageMessage = Extract<Message, { kind: "image" | "file" }>;

export function ImageViewer({ items, seq, onLook }: ImageViewerProps) {
	const t = useText();
	const images = useMemo(() => imagesOf(items), [items]);
	const place = images.findIndex((image) => image.seq === seq);
	const image = images[place];
	return (
		<Modal
			opened={image !== undefined}
			onClose={() => onLook(null)}
			fullScreen
			withCloseButton={false}
			padding={0}
			title={t("picture")}
			classNames={{ content: classes.content, header: classes.hidden, body: classes.body }}
		>
			{image?.body && (
				<PictureStage
					key={image.seq}
					url={mediaUrl(image.body.upload_url)}
					name={image.body.name || t("picture")}
					place={images.length > 1 ? `${place + 1} / ${images.length}` : ""}
					previous={images[place - 1]?.seq}
					next={images[place + 1]?.seq}
					onLook={onLook}
				/>
			)}
		</Modal>
	);
}

function imagesOf(items: readonly ThreadItem[]): ImageMessage[] {
	return items.flatMap(({ message }) => (message?.kind === "image" && message.body ? [message] : []));
}
