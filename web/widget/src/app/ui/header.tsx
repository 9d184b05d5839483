/** Whom am I talking to, and is anybody there? */

import { SUPPORT } from "../session/find.js";
import { partnerOf, type SessionSnapshot } from "../session/snapshot.js";
import { Avatar } from "./avatar.js";
import { useSession, useStore, useSurface } from "./context.js";
import { IconButton } from "./icon-button.js";
import { DOWN, SOUND_OFF, SOUND_ON } from "./icons.js";

export function Header({ id, close }: { id: string; close: () => void }) {
	const { shell, texts, config } = useSurface();
	const session = useSession();
	const { muted } = useStore(shell);
	const partner = partnerOf(session);
	const name = partner?.username ?? config.title ?? (session.to === SUPPORT ? texts.support : texts.merchant);
	return (
		<header class="header">
			<span class="face">
				<Avatar url={partner?.avatar ?? config.avatar} name={name} />
				{session.presence === "online" && <span class="dot" />}
			</span>
			<div class="who">
				<h2 id={id}>{name}</h2>
				<p>
					<Status session={session} />
				</p>
			</div>
			<IconButton
				icon={muted ? SOUND_OFF : SOUND_ON}
				label={muted ? texts.unmute : texts.mute}
				onClick={() => shell.mute(!muted)}
			/>
			<IconButton icon={DOWN} label={texts.close} onClick={close} />
		</header>
	);
}

function Status({ session }: { session: SessionSnapshot }) {
	const { texts } = useSurface();
	if (session.thread?.typing.length) return <>{texts.typing}</>;
	return <>{session.presence ? texts[session.presence] : texts.replySoon}</>;
}
