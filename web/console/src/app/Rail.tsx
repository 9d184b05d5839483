/** The way between pages, and what concerns oneself. */

import { Tooltip } from "@mantine/core";
import { type Icon, IconHistory, IconMessageBolt, IconMessages, IconUsers } from "@tabler/icons-react";
import { NavLink } from "react-router";
import { type TextKey, useText } from "../locales/text";
import { useMe } from "../session/hooks";
import { isAdmin, isStaff } from "../session/rights";
import { StatusMenu } from "../status/StatusMenu";
import { Logo } from "./Logo";
import classes from "./Shell.module.css";

interface Place {
	to: string;
	titleKey: TextKey;
	icon: Icon;
	shown: boolean;
}

export function Rail() {
	const t = useText();
	const me = useMe();
	const places: Place[] = [
		{ to: "/", titleKey: "conversations", icon: IconMessages, shown: true },
		{ to: "/replies", titleKey: "quickReplies", icon: IconMessageBolt, shown: true },
		{ to: "/people", titleKey: "people", icon: IconUsers, shown: isStaff(me) },
		{ to: "/audit", titleKey: "auditLog", icon: IconHistory, shown: isAdmin(me) },
	];
	return (
		<nav className={classes.rail} aria-label={t("mainNavigation")}>
			<div className={classes.logo}>
				<Logo />
			</div>
			{places
				.filter((place) => place.shown)
				.map((place) => (
					<RailLink key={place.to} {...place} />
				))}
			<div className={classes.space} />
			<StatusMenu />
		</nav>
	);
}

function RailLink({ to, titleKey, icon: PlaceIcon }: Place) {
	const title = useText()(titleKey);
	return (
		<Tooltip label={title} position="right">
			<NavLink to={to} className={classes.link} aria-label={title}>
				<PlaceIcon size={22} stroke={1.6} aria-hidden />
			</NavLink>
		</Tooltip>
	);
}
