/** A picture in full, over the whole window; Escape or a click beside it ends that. */

import { useEffect, useRef } from "preact/hooks";
import { type Picture, useSurface } from "./context.js";
import { OPEN } from "./extra-icons.js";
import { Icon } from "./icon.js";
import { IconButton } from "./icon-button.js";
import { CLOSE } from "./icons.js";

export function Viewer({ picture, close }: { picture: Picture; close: () => void }) {
	const { texts } = useSurface();
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		const root = dialog.current?.getRootNode();
		const before = root instanceof ShadowRoot ? root.activeElement : null;
		dialog.current?.showModal();
		return () => before instanceof HTMLElement && before.focus();
	}, []);
	return (
		<dialog
			class="viewer"
			ref={dialog}
			aria-label={picture.name}
			onClose={close}
			onKeyDown={(event) => event.stopPropagation()}
			onClick={(event) => event.target === dialog.current && close()}
		>
			<div class="viewer-bar">
				<a class="icon-button" href={picture.url} target="_blank" rel="noopener" aria-label={texts.openOriginal}>
					<Icon path={OPEN} />
				</a>
				<IconButton icon={CLOSE} label={texts.closePicture} onClick={close} />
			</div>
			<img src={picture.url} alt={picture.name} />
		</dialog>
	);
}
