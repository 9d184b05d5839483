/** Which number has the first row? It falls by as many as were put before it, so that what is on the screen stays there. */

import { useState } from "react";

const START = 1_000_000;

export function useFirstIndex(rows: readonly { key: string }[]): number {
	const key = rows[0]?.key;
	const [known, setKnown] = useState({ first: START, key });
	if (known.key === key) return known.first;
	const added = rows.findIndex((row) => row.key === known.key);
	const next = { first: added > 0 ? known.first - added : known.first, key };
	setKnown(next);
	return next.first;
}
