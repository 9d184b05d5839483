/** One setting with its heading. */

import { type ReactNode, useId } from "react";
import classes from "./StatusMenu.module.css";

export function Setting({ title, children }: { title: string; children: ReactNode }) {
	const id = useId();
	return (
		<section className={classes.setting} aria-labelledby={id}>
			<h3 id={id} className={classes.title}>
				{title}
			</h3>
			{children}
		</section>
	);
}
