/** How much room is there? */

import { useMediaQuery } from "@mantine/hooks";

/** One pane at a time: list, thread and panel lie on each other. */
export function usePhone(): boolean {
	return useMediaQuery("(max-width: 47.99em)", false, { getInitialValueInEffect: false });
}

/** Room for the customer beside the thread. */
export function useWide(): boolean {
	return useMediaQuery("(min-width: 72em)", true, { getInitialValueInEffect: false });
}
