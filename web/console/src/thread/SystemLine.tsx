/** What happened to the conversation. */

import type { SystemBody } from "@kefu/client";
import { type Translate, useText } from "../locales/text";
import type { Desk } from "./desk";
import classes from "./MessageRow.module.css";

export function SystemLine({ body, desk }: { body: SystemBody; desk: Desk }) {
	return <div className={classes.line}>{sentence(body, useText(), desk)}</div>;
}

function sentence(body: SystemBody, t: Translate, desk: Desk): string {
	const name = (id: string) => (id === desk.me.id ? t("youSubject") : (desk.person(id)?.username ?? id));
	switch (body.event) {
		case "joined":
			return t("systemJoined", { name: name(body.user_id) });
		case "assigned":
			if (body.assignee_id === null) return t("systemUnassigned", { by: name(body.by) });
			if (body.assignee_id === body.by) return t("systemTaken", { by: name(body.by) });
			return t("systemAssigned", { by: name(body.by), name: name(body.assignee_id) });
		case "status":
			return t(STATUS[body.status], { by: name(body.by) });
		case "subject":
			if (!body.subject) return t("systemSubjectRemoved", { by: name(body.by) });
			return t("systemSubject", { by: name(body.by), subject: body.subject });
		default:
			return t("conversationChanged");
	}
}

const STATUS = { open: "systemReopened", closed: "systemClosed", snoozed: "systemSnoozed" } as const;
