/** Who types right now. The line is always there, so that nothing moves. */

import type { PublicUser, UserId } from "@kefu/client";
import { useText } from "../locales/text";
import classes from "./ThreadPane.module.css";

interface TypingLineProps {
	typing: UserId[];
	person: (id: UserId) => PublicUser | undefined;
}

export function TypingLine({ typing, person }: TypingLineProps) {
	const t = useText();
	const names = typing.map((id) => person(id)?.username ?? t("somebody")).join(", ");
	return (
		<div className={classes.typing} role="status">
			{typing.length > 0 && t("typesNow", { names })}
		</div>
	);
}
