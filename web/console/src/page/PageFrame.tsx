/** What the pages beside the conversations have in common: a heading, what can be done, and room below. */

import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./PageFrame.module.css";

interface PageFrameProps {
	title: string;
	hint?: string;
	action?: ReactNode;
	children: ReactNode;
}

export function PageFrame({ title, hint, action, children }: PageFrameProps) {
	return (
		<div className={classes.page}>
			<header className={classes.header}>
				<div>
					<Title order={1} size="h3">
						{title}
					</Title>
					{hint && (
						<Text size="sm" c="dimmed">
							{hint}
						</Text>
					)}
				</div>
				{action}
			</header>
			{children}
		</div>
	);
}
