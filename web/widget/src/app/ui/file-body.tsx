/** A file that was sent, to be downloaded. */

import type { FileBody } from "@kefu/client";
import { safeUrl } from "../logic/links.js";
import { useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { FILE } from "./icons.js";

export function FileLine({ body }: { body: FileBody }) {
	const { config, texts, formats } = useSurface();
	const name = body.name ?? texts.file;
	return (
		<a class="file" href={safeUrl(body.upload_url, config.server)} target="_blank" rel="noopener" download={name}>
			<span class="file-icon">
				<Icon path={FILE} />
			</span>
			<span class="file-text">
				<span class="file-name">{name}</span>
				<span class="file-size">
					{body.size !== undefined && formats.bytes(body.size)}
					<span class="unseen"> {texts.download}</span>
				</span>
			</span>
		</a>
	);
}
