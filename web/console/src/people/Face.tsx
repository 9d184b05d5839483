/** A person's picture with a dot for whether they are there. */

import type { PresenceStatus, PublicUser } from "@kefu/client";
import { Avatar } from "@mantine/core";
import { useText } from "../locales/text";
import { mediaUrl } from "../thread/media";
import classes from "./Face.module.css";

interface FaceProps {
	user: Pick<PublicUser, "username" | "avatar">;
	status?: PresenceStatus;
	/** Pixels. */
	size?: number;
}

export const STATUS_TEXT = { online: "statusOnline", away: "statusAway", offline: "statusOffline" } as const;

/** The name stands beside it, so the picture itself says nothing to a screen reader. */
export function Face({ user, status, size = 36 }: FaceProps) {
	const t = useText();
	return (
		<span className={classes.face}>
			<Avatar src={mediaUrl(user.avatar) || null} size={size} radius="xl" alt="" color="blue">
				{firstLetter(user.username)}
			</Avatar>
			{status && <span className={classes.dot} data-status={status} role="img" aria-label={t(STATUS_TEXT[status])} />}
		</span>
	);
}

function firstLetter(name: string): string {
	return [...name.trim()][0]?.toUpperCase() ?? "?";
}
