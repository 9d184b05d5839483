/** A picture as large as the screen: zoom, next, previous, by mouse, finger and keys. */

import type { Message, Seq, ThreadItem } from "@kefu/client";
import { ActionIcon, Modal, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight, IconDownload, IconX, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { type KeyboardEvent, useMemo } from "react";
import { useText } from "../locales/text";
import classes from "./ImageViewer.module.css";
import { mediaUrl } from "./media";
import { useZoom } from "./useZoom";

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
				<Stage
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

interface StageProps {
	url: string;
	name: string;
	place: string;
	previous?: Seq;
	next?: Seq;
	onLook: (seq: Seq | null) => void;
}

function Stage({ url, name, place, previous, next, onLook }: StageProps) {
	const t = useText();
	const zoom = useZoom();
	const go = (seq: Seq | undefined) => seq !== undefined && onLook(seq);

	function press(event: KeyboardEvent) {
		if (event.key === "ArrowLeft") go(previous);
		else if (event.key === "ArrowRight") go(next);
		else if (event.key === "+" || event.key === "=") zoom.by(1.25);
		else if (event.key === "-") zoom.by(0.8);
		else if (event.key === "0") zoom.reset();
		else return;
		event.preventDefault();
	}

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole dialog; each has a button too
		<div className={classes.stage} onKeyDown={press}>
			<div className={classes.bar}>
				<Text size="sm" truncate>
					{name}
				</Text>
				<Text size="sm" className={classes.place}>
					{place}
				</Text>
				<Tool label={t("zoomOut")} icon={IconZoomOut} onClick={() => zoom.by(0.8)} />
				<Tool label={t("zoomIn")} icon={IconZoomIn} onClick={() => zoom.by(1.25)} />
				<ActionIcon
					component="a"
					href={url}
					download={name}
					variant="subtle"
					c="white"
					size="lg"
					aria-label={t("download")}
				>
					<IconDownload size={20} />
				</ActionIcon>
				<Tool label={t("close")} icon={IconX} onClick={() => onLook(null)} focus />
			</div>
			<div className={classes.area} {...zoom.area}>
				<img src={url} alt={name} draggable={false} style={zoom.style} className={classes.picture} />
			</div>
			{previous !== undefined && (
				<div className={classes.previous}>
					<Tool label={t("previousPicture")} icon={IconChevronLeft} onClick={() => go(previous)} />
				</div>
			)}
			{next !== undefined && (
				<div className={classes.next}>
					<Tool label={t("nextPicture")} icon={IconChevronRight} onClick={() => go(next)} />
				</div>
			)}
		</div>
	);
}

interface ToolProps {
	label: string;
	icon: typeof IconX;
	onClick: () => void;
	focus?: boolean;
}

function Tool({ label, icon: ToolIcon, onClick, focus }: ToolProps) {
	return (
		<ActionIcon
			variant="subtle"
			c="white"
			size="lg"
			aria-label={label}
			title={label}
			onClick={onClick}
			data-autofocus={focus}
		>
			<ToolIcon size={20} />
		</ActionIcon>
	);
}
