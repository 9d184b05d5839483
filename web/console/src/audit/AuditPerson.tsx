/** Who did something, or to whom it was done: a name where it is one of the staff, else what was written down. */

import { Text } from "@mantine/core";
import { useText } from "../locales/text";
import { useFindPerson } from "../session/staff";
import type { AuditEntry } from "./useAudit";

const NOBODY: never[] = [];

export function AuditActor({ entry }: { entry: AuditEntry }) {
	const t = useText();
	if (entry.actor_kind === "cli") return t("auditByCli");
	if (entry.actor_kind === "nobody" || entry.actor_id === null) return t("auditByNobody");
	if (entry.actor_kind === "key") return t("auditByKey", { name: entry.actor_id });
	return <AuditPerson id={entry.actor_id} />;
}

export function AuditPerson({ id }: { id: string }) {
	const person = useFindPerson(NOBODY)(id);
	if (!person) return id;
	return (
		<>
			{person.username}
			<Text size="xs" c="dimmed" truncate title={id}>
				{id}
			</Text>
		</>
	);
}
