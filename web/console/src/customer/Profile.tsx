/** The person at the top of the panel. Staff see when they were here and since when they come. */

import type { PublicUser } from "@kefu/client";
import { ActionIcon, Badge, CopyButton, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { Face } from "../people/Face";
import { RoleBadge } from "../people/RoleBadge";
import { SeenText } from "../people/SeenText";
import classes from "./CustomerPanel.module.css";
import { useProfile } from "./useProfile";

const FACE = 56;

export function Profile({ user }: { user: PublicUser }) {
	const t = useText();
	const format = useFormat();
	const profile = useProfile(user);
	return (
		<section className={classes.profile} aria-label={t("profileTitle")}>
			<Face user={profile} status={profile.status} size={FACE} />
			<div className={classes.who}>
				<Text fw={600} size="md" className={classes.name}>
					{profile.username}
				</Text>
				<div className={classes.badges}>
					<RoleBadge role={profile.role} />
					{profile.disabled && (
						<Badge variant="light" color="red" tt="none" size="sm">
							{t("disabled")}
						</Badge>
					)}
					{profile.status && (
						<Text size="xs" c="dimmed" component="span">
							<SeenText status={profile.status} lastSeen={profile.last_seen ?? null} />
						</Text>
					)}
				</div>
			</div>
			{profile.description && <p className={classes.description}>{profile.description}</p>}
			<dl className={classes.facts}>
				<dt>{t("userId")}</dt>
				<dd className={classes.id}>
					<span>{profile.id}</span>
					<CopyId id={profile.id} />
				</dd>
				{profile.created_at && (
					<>
						<dt>{t("peopleSince")}</dt>
						<dd>{format.date(profile.created_at)}</dd>
					</>
				)}
			</dl>
		</section>
	);
}

function CopyId({ id }: { id: string }) {
	const t = useText();
	return (
		<CopyButton value={id}>
			{({ copied, copy }) => (
				<Tooltip label={t(copied ? "copied" : "copyId")}>
					<ActionIcon size="sm" variant="subtle" color="gray" aria-label={t("copyId")} onClick={copy}>
						{copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
					</ActionIcon>
				</Tooltip>
			)}
		</CopyButton>
	);
}
