/** Which page stands at which address? */

import { createBrowserRouter } from "react-router";
import { ConversationsPage } from "../inbox/ConversationsPage";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

export const router = createBrowserRouter(
	[
		{
			element: <Shell />,
			errorElement: <NotFound />,
			children: [
				{
					element: <ConversationsPage />,
					children: [
						{ index: true, element: null },
						{ path: "c/:conversationId", element: null },
					],
				},
				{ path: "replies", lazy: async () => ({ Component: (await import("../replies/RepliesPage")).default }) },
				{ path: "people", lazy: async () => ({ Component: (await import("../people/PeoplePage")).default }) },
				{ path: "audit", lazy: async () => ({ Component: (await import("../audit/AuditPage")).default }) },
				{ path: "*", element: <NotFound /> },
			],
		},
	],
	{ basename: "/console" },
);
