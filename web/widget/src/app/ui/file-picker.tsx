/** The paper clip: the browser's own dialog for pictures and files. */

import { useRef } from "preact/hooks";
import { ACCEPTED } from "../logic/limits.js";
import { useSurface } from "./context.js";
import { IconButton } from "./icon-button.js";
import { ATTACH } from "./icons.js";

export function FilePicker({ add }: { add: (files: File[]) => void }) {
	const { texts } = useSurface();
	const input = useRef<HTMLInputElement>(null);
	return (
		<>
			<IconButton icon={ATTACH} label={texts.attach} onClick={() => input.current?.click()} />
			<input
				class="picker"
				type="file"
				multiple
				accept={ACCEPTED}
				tabIndex={-1}
				aria-hidden="true"
				ref={input}
				onChange={({ currentTarget }) => {
					add([...(currentTarget.files ?? [])]);
					// The same file may be chosen again.
					currentTarget.value = "";
				}}
			/>
		</>
	);
}
