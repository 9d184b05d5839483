/** How many messages are unread: a round number. */

import { VisuallyHidden } from "@mantine/core";
import { useText } from "../locales/text";
import classes from "./Unread.module.css";

const MOST = 99;

export function Unread({ count }: { count: number }) {
	const t = useText();
	if (count === 0) return null;
	return (
		<span className={classes.badge}>
			<span aria-hidden>{count > MOST ? `${MOST}+` : count}</span>
			<VisuallyHidden>{t("unreadCount", { count })}</VisuallyHidden>
		</span>
	);
}
