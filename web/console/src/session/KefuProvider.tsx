/** The live client of who is signed in, for everything below. */

import { createKefu, type KefuClient, type User } from "@kefu/client";
import { createContext, type ReactNode, useEffect, useState } from "react";
import { followPresence } from "./presence";
import { freshToken } from "./session";

interface Live {
	kefu: KefuClient;
	me: User;
}

export const KefuContext = createContext<Live | null>(null);

export function KefuProvider({ user, children }: { user: User; children: ReactNode }) {
	const [kefu, setKefu] = useState<KefuClient | null>(null);
	const [me, setMe] = useState(user);

	useEffect(() => {
		const client = createKefu({ server: location.origin, userId: user.id, token: freshToken });
		const stops = [client.on("me", setMe), followPresence(client)];
		client.connect();
		setKefu(client);
		return () => {
			for (const stop of stops) stop();
			setKefu(null);
			void client.close();
		};
	}, [user.id]);

	if (!kefu) return null;
	return <KefuContext value={{ kefu, me }}>{children}</KefuContext>;
}
