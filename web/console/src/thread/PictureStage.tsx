/** One picture on the dark stage: zoom, next, previous. */

import type { Seq } from "@kefu/client";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import type { KeyboardEvent } from "react";
import { useText } from "../locales/text";
import classes from "./ImageViewer.module.css";
import { PictureBar } from "./PictureBar";
import { PictureTool } from "./PictureTool";
import { useZoom } from "./useZoom";

interface PictureStageProps {
	url: string;
	name: string;
	/** `2 / 5`. */
	place: string;
	previous?: Seq;
	next?: Seq;
	onLook: (seq: Seq | null) => void;
}

export function PictureStage({ url, name, place, previous, next, onLook }: PictureStageProps) {
	const t = useText();
	const zoom = useZoom();
	const go = (seq: Seq | undefined) => seq !== undefined && onLook(seq);
	const keys: Record<string, () => void> = {
		ArrowLeft: () => go(previous),
		ArrowRight: () => go(next),
		"+": zoom.closer,
		"=": zoom.closer,
		"-": zoom.farther,
		"0": zoom.reset,
	};

	function press(event: KeyboardEvent) {
		const act = keys[event.key];
		if (!act) return;
		act();
		event.preventDefault();
	}

	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys of the whole dialog; each has a button too
		<div className={classes.stage} onKeyDown={press}>
			<PictureBar url={url} name={name} place={place} zoom={zoom} onClose={() => onLook(null)} />
			<div className={classes.area} {...zoom.area}>
				<img src={url} alt={name} draggable={false} style={zoom.style} className={classes.picture} />
			</div>
			{previous !== undefined && (
				<div className={classes.previous}>
					<PictureTool label={t("previousPicture")} icon={IconChevronLeft} onClick={() => go(previous)} />
				</div>
			)}
			{next !== undefined && (
				<div className={classes.next}>
					<PictureTool label={t("nextPicture")} icon={IconChevronRight} onClick={() => go(next)} />
				</div>
			)}
		</div>
	);
}
