/** What stands around every page: the rail, what is missing a line, and what listens in the background. */

import { Suspense } from "react";
import { Outlet } from "react-router";
import { Alerts } from "../alerts/Alerts";
import { CommandBar } from "../commands/CommandBar";
import { useText } from "../locales/text";
import { ConnectionBar } from "./ConnectionBar";
import { Rail } from "./Rail";
import classes from "./Shell.module.css";
import { useAppActions } from "./useAppActions";

export function Shell() {
	const t = useText();
	useAppActions();
	return (
		<div className={classes.shell}>
			<a className={classes.skip} href="#main">
				{t("skipToContent")}
			</a>
			<Rail />
			<div className={classes.page}>
				<ConnectionBar />
				<main id="main" tabIndex={-1} className={classes.main}>
					<Suspense>
						<Outlet />
					</Suspense>
				</main>
			</div>
			<Alerts />
			<CommandBar />
		</div>
	);
}
