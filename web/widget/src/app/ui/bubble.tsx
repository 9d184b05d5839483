/** One stored message with its menu. */

import type { Message } from "@kefu/client";
import { useRef, useState } from "preact/hooks";
import { Content } from "./content.js";
import { useSurface } from "./context.js";
import { IconButton } from "./icon-button.js";
import { MORE } from "./icons.js";
import { Quote } from "./quote.js";
import { useExtras } from "./use-extras.js";

/** Pictures and cards need no colour around them. */
const BARE = ["image", "card"];

export function Bubble({ message }: { message: Message }) {
	const { texts } = useSurface();
	const [open, setOpen] = useState(false);
	const extras = useExtras(open);
	const line = useRef<HTMLDivElement>(null);
	const close = () => {
		setOpen(false);
		line.current?.querySelector<HTMLElement>(".more")?.focus();
	};
	return (
		<div class={open ? "line busy" : "line"} ref={line} data-seq={message.seq}>
			<div class={BARE.includes(message.kind) ? "bubble bare" : "bubble"}>
				{message.reply_to !== null && <Quote seq={message.reply_to} />}
				<Content message={message} />
				{message.edited_at && <span class="edited">{texts.edited}</span>}
			</div>
			<IconButton class="more" icon={MORE} label={texts.actions} expanded={open} onClick={() => setOpen(!open)} />
			{extras && <extras.Menu message={message} close={close} />}
		</div>
	);
}
