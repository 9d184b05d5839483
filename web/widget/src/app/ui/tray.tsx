/** Files that go with the next message: to be looked at, or taken out again. */

import { useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { IconButton } from "./icon-button.js";
import { isPicture, Preview } from "./preview.js";

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
							<Icon name="file" />
							<span>{file.name}</span>
						</span>
					)}
					<IconButton icon="close" label={texts.removeFile(file.name)} onClick={() => remove(file)} />
				</li>
			))}
		</ul>
	);
}
