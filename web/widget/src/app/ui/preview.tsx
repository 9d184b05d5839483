/** A picture that is not sent yet, drawn on a canvas: `blob:` addresses would need a permission of the page's CSP. */

import { useEffect, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.js";
import { FILE } from "./icons.js";

/** The longer side of what is drawn, in pixels of the screen. */
const LONGEST = 480;

export function Preview({ file, name }: { file: Blob; name: string }) {
	const canvas = useRef<HTMLCanvasElement>(null);
	const [failed, setFailed] = useState(false);
	useEffect(() => {
		let gone = false;
		createImageBitmap(file).then(
			(bitmap) => !gone && canvas.current && draw(canvas.current, bitmap),
			() => !gone && setFailed(true),
		);
		return () => {
			gone = true;
		};
	}, [file]);
	if (failed) return <Icon path={FILE} />;
	return (
		<canvas class="preview" ref={canvas} width={LONGEST} height={(LONGEST * 3) / 4} role="img" aria-label={name} />
	);
}

function draw(canvas: HTMLCanvasElement, bitmap: ImageBitmap): void {
	const scale = Math.min(1, LONGEST / Math.max(bitmap.width, bitmap.height));
	canvas.width = Math.max(1, Math.round(bitmap.width * scale));
	canvas.height = Math.max(1, Math.round(bitmap.height * scale));
	canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
	bitmap.close();
}
