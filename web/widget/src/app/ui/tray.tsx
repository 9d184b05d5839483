/** Files that go with the next message: to be looked at, or taken out again. */

import { isPicture } from "../logic/fit.js";
import { useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { IconButton } from "./icon-button.js";
import { CLOSE, FILE } from "./icons.js";
import { Preview } from "./preview.js";

export function Tray({ files, remove }: { files: File[]; remove: (file: File) => void }) {
	const { texts } = useSurface();
	if (files.length === 0) return null;
	return (
		<ul class="tray">
			{files.map((file) => (
				<li key={`${file.name} ${file.size} ${file.lastModified}`}>
					{isPicture(file) ? (
						<Preview file={file} name={file.name} />
					) : (
						<span class="tray-file">
							<Icon path={FILE} />
							<span>{file.name}</span>
						</span>
					)}
					<IconButton icon={CLOSE} label={texts.removeFile(file.name)} onClick={() => remove(file)} />
				</li>
			))}
		</ul>
	);
}
