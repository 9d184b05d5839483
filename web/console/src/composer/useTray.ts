/** Which files go out with the next message? */

import { useCallback, useMemo, useState } from "react";

export interface Trayed {
	key: string;
	file: File;
}

export interface Tray {
	files: Trayed[];
	add: (files: File[]) => void;
	remove: (key: string) => void;
	clear: () => void;
}

let count = 0;

export function useTray(): Tray {
	const [files, setFiles] = useState<Trayed[]>([]);
	const add = useCallback((more: File[]) => {
		setFiles((now) => [...now, ...more.map((file) => ({ key: `file-${count++}`, file }))]);
	}, []);
	const remove = useCallback((key: string) => setFiles((now) => now.filter((one) => one.key !== key)), []);
	const clear = useCallback(() => setFiles([]), []);
	return useMemo(() => ({ files, add, remove, clear }), [files, add, remove, clear]);
}
