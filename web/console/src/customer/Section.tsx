/** One part of the panel, folded away by its heading; the browser remembers which are folded. */

import { Collapse, UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconChevronDown } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import classes from "./CustomerPanel.module.css";

interface SectionProps {
	/** Under which the browser remembers it. */
	name: string;
	title: string;
	/** How much is inside. */
	count?: number;
	children: ReactNode;
}

export function Section({ name, title, count, children }: SectionProps) {
	const id = useId();
	const [open, setOpen] = useLocalStorage({ key: `kefu.panel.${name}`, defaultValue: true });
	return (
		<section className={classes.section} aria-labelledby={id}>
			<h3 className={classes.heading} id={id}>
				<UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
					<span>
						{title}
						{count !== undefined && <span className={classes.count}>{count}</span>}
					</span>
					<IconChevronDown size={16} aria-hidden className={classes.chevron} />
				</UnstyledButton>
			</h3>
			<Collapse expanded={open}>{children}</Collapse>
		</section>
	);
}
