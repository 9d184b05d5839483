/** Is the customer's panel open? Beside the thread it stays as it was left; over the thread it is closed at first. */

import { useLocalStorage } from "@mantine/hooks";
import { useCallback, useState } from "react";

export interface Panel {
	open: boolean;
	toggle: () => void;
}

export function usePanel(wide: boolean): Panel {
	const [beside, setBeside] = useLocalStorage({
		key: "kefu.panel",
		defaultValue: true,
		getInitialValueInEffect: false,
	});
	const [over, setOver] = useState(false);
	const toggle = useCallback(() => {
		if (wide) setBeside((now) => !now);
		else setOver((now) => !now);
	}, [wide, setBeside]);
	return { open: wide ? beside : over, toggle };
}
