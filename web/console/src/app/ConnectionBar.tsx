/** Says that the line is gone, and when it is tried again. */

import { Loader } from "@mantine/core";
import { useEffect, useState } from "react";
import { useText } from "../locales/text";
import { useConnection, useKefu } from "../session/hooks";
import { endSession } from "../session/session";
import classes from "./Shell.module.css";

/** A line that comes back within this time is nobody's concern. */
const GRACE_MS = 2000;

export function ConnectionBar() {
	const t = useText();
	const kefu = useKefu();
	const { state } = useConnection();
	const [late, setLate] = useState(false);

	useEffect(() => {
		if (state === "refused") return endSession("ended");
		if (state === "online") return setLate(false);
		const timer = setTimeout(() => setLate(true), GRACE_MS);
		return () => clearTimeout(timer);
	}, [state]);

	const shown = late && state !== "online";
	return (
		<div role="status">
			{shown && (
				<div className={classes.connection}>
					<Loader size={12} color="currentColor" />
					{t("noConnection")}
					<button type="button" className={classes.tryNow} onClick={() => kefu.connect()}>
						{t("tryNow")}
					</button>
				</div>
			)}
		</div>
	);
}
