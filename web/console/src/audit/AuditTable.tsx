/** The entries of the audit log as a table; on a phone, one below the other. */

import { Code } from "@mantine/core";
import { ContextEntries } from "../customer/ContextEntries";
import { describeContext } from "../customer/context";
import { useLanguage, useText } from "../locales/text";
import { writeExactly } from "../people/times";
import classes from "./AuditPage.module.css";
import type { AuditEntry } from "./useAudit";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
	const t = useText();
	return (
		<table className={classes.table}>
			<thead>
				<tr>
					<th scope="col">{t("auditAt")}</th>
					<th scope="col">{t("auditActor")}</th>
					<th scope="col">{t("auditAction")}</th>
					<th scope="col">{t("auditTarget")}</th>
					<th scope="col">{t("auditDetails")}</th>
					<th scope="col">{t("auditAddress")}</th>
				</tr>
			</thead>
			<tbody>
				{entries.map((entry) => (
					<AuditRow key={entry.id} entry={entry} />
				))}
			</tbody>
		</table>
	);
}

function AuditRow({ entry }: { entry: AuditEntry }) {
	const t = useText();
	const language = useLanguage();
	return (
		<tr>
			<td className={classes.at}>
				<time dateTime={entry.at}>{writeExactly(entry.at, language)}</time>
			</td>
			<td data-label={t("auditActor")}>{entry.actor_id ?? "–"}</td>
			<td data-label={t("auditAction")}>
				<Code>{entry.action}</Code>
			</td>
			<td data-label={t("auditTarget")}>{entry.target ?? "–"}</td>
			<td data-label={t("auditDetails")}>
				<Details details={entry.details} />
			</td>
			<td data-label={t("auditAddress")}>{entry.address ?? "–"}</td>
		</tr>
	);
}

function Details({ details }: { details: unknown }) {
	if (details === null || details === undefined) return "–";
	if (typeof details !== "object") return String(details);
	const entries = describeContext(details as Record<string, unknown>);
	return entries.length === 0 ? "–" : <ContextEntries entries={entries} />;
}
