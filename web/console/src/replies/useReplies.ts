/** Which quick replies are there? */

import { useQuery } from "@tanstack/react-query";
import { useKefu } from "../session/hooks";

export function useReplies() {
	const kefu = useKefu();
	return useQuery({ queryKey: ["replies"], queryFn: ({ signal }) => kefu.rest.quickReplies.list({}, signal) });
}
