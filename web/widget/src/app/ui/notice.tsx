/** What is wrong with the line right now? Said only when it lasts for some seconds: short cuts disturb nobody. */

import { useEffect, useState } from "preact/hooks";
import type { SessionSnapshot } from "../session/snapshot.js";
import { describe, useSession, useSurface } from "./context.js";
import { Icon } from "./icon.js";
import { ALERT } from "./icons.js";

const PATIENCE_MS = 3000;

export function Notice() {
	const { session, texts } = useSurface();
	const snapshot = useSession();
	const isCut = useLasting(isOffline(snapshot), PATIENCE_MS);
	const text = textOf();
	return (
		<div class="notices" role="status">
			{text && (
				<p class="notice">
					<Icon path={ALERT} />
					<span>{text}</span>
					<button type="button" class="text-button" onClick={() => session.tryAgain()}>
						{texts.tryAgain}
					</button>
				</p>
			)}
		</div>
	);

	function textOf(): string | null {
		if (snapshot.connection?.state === "refused") return texts.signedOut;
		if (isCut) return texts.noConnection;
		if (snapshot.thread?.problem && snapshot.thread.items.length === 0) return texts.loadFailed;
		const { problem } = snapshot;
		return problem && problem.code !== "offline" ? describe(texts, problem) : null;
	}
}

function isOffline({ connection, problem }: SessionSnapshot): boolean {
	if (!connection) return problem?.code === "offline";
	return connection.state === "waiting" || connection.state === "connecting";
}

/** True once `value` was true for so long without a break. */
function useLasting(value: boolean, ms: number): boolean {
	const [lasts, setLasts] = useState(false);
	useEffect(() => {
		setLasts(false);
		if (!value) return;
		const timer = setTimeout(() => setLasts(true), ms);
		return () => clearTimeout(timer);
	}, [value, ms]);
	return lasts;
}
