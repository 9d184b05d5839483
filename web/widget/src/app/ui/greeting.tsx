/** What stands above the first message: a welcome, or where to sign in. */

import { safeUrl } from "../logic/links.js";
import { useSession, useSurface } from "./context.js";

export function Greeting() {
	const { config, texts } = useSurface();
	const { stage, thread, waiting } = useSession();
	const isEmpty = (thread?.items.length ?? 0) + waiting.length === 0;
	const signIn = safeUrl(config.signInUrl ?? undefined, location.href);
	if (stage === "barred") {
		return (
			<div class="greeting">
				<p class="greeting-title">{config.greeting ?? texts.greeting}</p>
				<p>{texts.signInNeeded}</p>
				{signIn && (
					<a class="primary" href={signIn}>
						{texts.signIn}
					</a>
				)}
			</div>
		);
	}
	return (
		<div class={isEmpty ? "greeting" : "greeting small"}>
			<p class="greeting-title">{config.greeting ?? texts.greeting}</p>
			{isEmpty && <p>{texts.greetingHint}</p>}
		</div>
	);
}
