/** Above a picture: its name, its place, and what can be done with it. */

import { ActionIcon, Text } from "@mantine/core";
import { IconDownload, IconX, IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useText } from "../locales/text";
import classes from "./ImageViewer.module.css";
import { PictureTool } from "./PictureTool";
import type { Zoom } from "./useZoom";

interface PictureBarProps {
	url: string;
	name: string;
	place: string;
	zoom: Zoom;
	onClose: () => void;
}

export function PictureBar({ url, name, place, zoom, onClose }: PictureBarProps) {
	const t = useText();
	return (
		<div className={classes.bar}>
			<Text size="sm" truncate>
				{name}
			</Text>
			<Text size="sm" className={classes.place}>
				{place}
			</Text>
			<PictureTool label={t("zoomOut")} icon={IconZoomOut} onClick={zoom.farther} />
			<PictureTool label={t("zoomIn")} icon={IconZoomIn} onClick={zoom.closer} />
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
			<PictureTool label={t("close")} icon={IconX} onClick={onClose} focus />
		</div>
	);
}
