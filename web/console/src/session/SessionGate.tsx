/** Sign-in, or what is behind it. */

import { type ReactNode, useEffect } from "react";
import { KefuProvider } from "./KefuProvider";
import { SignIn } from "./SignIn";
import { startSession, useSession } from "./session";
import { Unreachable } from "./Unreachable";

export function SessionGate({ children }: { children: ReactNode }) {
	const session = useSession();
	useEffect(() => void startSession(), []);
	switch (session.state) {
		case "starting":
			return null;
		case "unreachable":
			return <Unreachable onRetry={() => void startSession()} />;
		case "out":
			return <SignIn why={session.why} />;
		case "in":
			return (
				<KefuProvider key={session.user.id} user={session.user}>
					{children}
				</KefuProvider>
			);
	}
}
