/** A picture in the thread. Its place is as large as the picture will be, so nothing jumps when it comes. */

import type { FileBody } from "@kefu/client";
import { useText } from "../locales/text";
import classes from "./Bubble.module.css";
import { mediaUrl } from "./media";
import { useFileUrl } from "./useFileUrl";

const LARGEST = 280;
const SMALLEST = 72;

interface ImageContentProps {
	body: FileBody;
	/** Before it is uploaded. */
	file?: Blob;
	onLook?: () => void;
}

export function ImageContent({ body, file, onLook }: ImageContentProps) {
	const t = useText();
	const local = useFileUrl(file);
	const source = local ?? mediaUrl(body.thumbnail_url ?? body.upload_url);
	return (
		<button type="button" className={classes.image} style={sizeOf(body)} onClick={onLook} disabled={!onLook}>
			{source && <img src={source} alt={body.name || t("picture")} loading="lazy" decoding="async" />}
		</button>
	);
}

function sizeOf({ width, height }: FileBody) {
	if (!width || !height) return { width: LARGEST * 0.75, height: LARGEST * 0.75 };
	const scale = Math.min(1, LARGEST / Math.max(width, height));
	return { width: Math.max(SMALLEST, width * scale), aspectRatio: `${width} / ${height}`, minHeight: 40 };
}
