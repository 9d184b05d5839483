/** How long is what REST answered good for? */

import { QueryClient } from "@tanstack/react-query";

const FRESH_MS = 30_000;

export const queryClient = new QueryClient({
	defaultOptions: { queries: { staleTime: FRESH_MS, retry: 1, refetchOnWindowFocus: true } },
});
