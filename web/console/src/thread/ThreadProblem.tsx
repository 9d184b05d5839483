/** A conversation that cannot be shown. */

import type { Problem } from "@kefu/client";
import { Button, Text, Title } from "@mantine/core";
import { IconMessageOff } from "@tabler/icons-react";
import { Link } from "react-router";
import { useText } from "../locales/text";
import classes from "./ThreadPane.module.css";

export function ThreadProblem({ problem, back }: { problem: Problem; back: string }) {
	const t = useText();
	const missing = problem.code === "not_found";
	return (
		<section className={classes.problem} aria-label={t("conversation")}>
			<IconMessageOff size={40} stroke={1.3} aria-hidden />
			<Title order={2} size="h4">
				{t(missing ? "noSuchConversation" : "failed")}
			</Title>
			{!missing && <Text c="dimmed">{problem.code === "offline" ? t("offline") : problem.detail}</Text>}
			<Button component={Link} to={back} variant="light">
				{t("toConversations")}
			</Button>
		</section>
	);
}
