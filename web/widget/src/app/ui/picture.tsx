/** A picture that was sent: its thumbnail, with its place kept so that nothing jumps when it comes. */

import type { FileBody } from "@kefu/client";
import { useLayoutEffect, useRef } from "preact/hooks";
import { fitPicture } from "../logic/fit.js";
import { safeUrl } from "../logic/links.js";
import { useSurface } from "./context.js";

export function PictureBody({ body }: { body: FileBody }) {
	const { config, texts, view } = useSurface();
	const button = useRef<HTMLButtonElement>(null);
	const url = safeUrl(body.upload_url, config.server);
	const { width, height } = fitPicture(body.width, body.height);
	useLayoutEffect(() => {
		// By script, for a strict CSP takes no `style` attributes.
		button.current?.style.setProperty("width", `${width}px`);
		button.current?.style.setProperty("aspect-ratio", `${width} / ${height}`);
	}, [width, height]);
	if (!url) return <span class="text">{texts.image}</span>;
	const name = body.name ?? texts.image;
	return (
		<button
			type="button"
			class="picture"
			ref={button}
			aria-label={`${texts.openImage}: ${name}`}
			onClick={() => view({ url, name })}
		>
			<img src={safeUrl(body.thumbnail_url, config.server) ?? url} alt={name} />
		</button>
	);
}
