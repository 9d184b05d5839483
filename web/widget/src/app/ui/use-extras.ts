/** How does what is needed only after a click get here? Loaded once; after a failure the next click tries again. */

import { useEffect, useReducer } from "preact/hooks";
import { adoptStyle } from "../../elements.js";
import { useSurface } from "./context.js";

type Extras = typeof import("./extras.js");

let extras: Extras | null = null;

/** Null while it is not wanted, or not here yet. */
export function useExtras(wanted: boolean): Extras | null {
	const { root, tell } = useSurface();
	const [, redraw] = useReducer((count: number) => count + 1, 0);
	useEffect(() => {
		if (!wanted || extras) return;
		import("./extras.js").then(
			(loaded) => {
				if (!extras) adoptStyle(root, loaded.css);
				extras = loaded;
				redraw(undefined);
			},
			() => tell({ code: "offline", detail: "" }),
		);
	}, [wanted]);
	return wanted ? extras : null;
}
