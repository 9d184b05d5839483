/** What can be done with a message: a menu with arrow keys, which closes by Escape or when one looks elsewhere. */

import { type Message, problemOf } from "@kefu/client";
import { useLayoutEffect, useRef } from "preact/hooks";
import { type Ability, abilitiesOf } from "../logic/abilities.js";
import { useSession, useSurface } from "./context.js";
import { COPY, EDIT, RECALL, REPLY } from "./extra-icons.js";
import { Icon } from "./icon.js";

const ICONS: Record<Ability, string> = { reply: REPLY, edit: EDIT, copy: COPY, recall: RECALL };

export function Menu({ message, close }: { message: Message; close: () => void }) {
	const { texts, begin, session, tell } = useSurface();
	const { me } = useSession();
	const menu = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		const element = menu.current;
		const log = element?.closest(".log")?.getBoundingClientRect();
		if (element && log && element.getBoundingClientRect().bottom > log.bottom) element.classList.add("above");
		element?.querySelector("button")?.focus();
	}, []);

	const deeds: Record<Ability, () => void> = {
		reply: () => begin({ kind: "reply", message }),
		edit: () => begin({ kind: "edit", message }),
		copy: () => void copyText(message),
		recall: () => session.recall(message.seq).catch((error) => tell(problemOf(error))),
	};
	const run = (ability: Ability) => {
		close();
		deeds[ability]();
	};
	const onKeyDown = (event: KeyboardEvent) => {
		const buttons = [...(menu.current?.querySelectorAll("button") ?? [])];
		const focused = buttons.indexOf(event.target as HTMLButtonElement);
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) buttons.at((focused + step) % buttons.length)?.focus();
		else if (event.key === "Escape" || event.key === "Tab") close();
		else return;
		event.preventDefault();
		event.stopPropagation();
	};
	const onFocusOut = ({ relatedTarget }: FocusEvent) => {
		if (!menu.current?.contains(relatedTarget as Node | null)) close();
	};
	return (
		<div class="menu" role="menu" tabIndex={-1} ref={menu} onKeyDown={onKeyDown} onFocusOut={onFocusOut}>
			{abilitiesOf(message, me, session.limits.recall_window_seconds).map((ability) => (
				<button type="button" role="menuitem" key={ability} onClick={() => run(ability)}>
					<Icon path={ICONS[ability]} />
					{texts[ability]}
				</button>
			))}
		</div>
	);
}

async function copyText(message: Message): Promise<void> {
	if (message.kind === "text") await navigator.clipboard?.writeText(message.body?.text ?? "");
}
