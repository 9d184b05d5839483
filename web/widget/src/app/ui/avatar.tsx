/** A person's picture, or the first letter of the name where there is none or the page forbids it. */

import { useState } from "preact/hooks";
import { safeUrl } from "../logic/links.js";
import { useSurface } from "./context.js";

export function Avatar({ url, name }: { url: string | null | undefined; name: string }) {
	const { config } = useSurface();
	const [broken, setBroken] = useState("");
	const src = safeUrl(url ?? undefined, config.server);
	if (src && src !== broken) return <img class="avatar" src={src} alt="" onError={() => setBroken(src)} />;
	return (
		<span class="avatar letter" aria-hidden="true">
			{Array.from(name)[0]}
		</span>
	);
}
