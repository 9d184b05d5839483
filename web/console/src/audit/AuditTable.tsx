/** The entries of the audit log as a table; on a phone, one below the other. */

import type { ReactNode } from "react";
import { ContextEntries } from "../customer/ContextEntries";
import { describeContext } from "../customer/context";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import { Sheet } from "../page/Sheet";
import classes from "./AuditPage.module.css";
import { AuditActor, AuditPerson } from "./AuditPerson";
import { auditActionName } from "./auditActions";
import type { AuditEntry } from "./useAudit";

export function AuditTable({ entries }: { entries: AuditEntry[] }) {
	const t = useText();
	return (
		<Sheet className={classes.table}>
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
		</Sheet>
	);
}

function AuditRow({ entry }: { entry: AuditEntry }) {
	const t = useText();
	const format = useFormat();
	return (
		<tr>
			<td className={classes.at}>
				<time dateTime={entry.at}>{format.exactly(entry.at)}</time>
			</td>
			<Cell label={t("auditActor")} className={classes.person}>
				<AuditActor entry={entry} />
			</Cell>
			<Cell label={t("auditAction")}>
				<span title={entry.action}>{auditActionName(entry.action, t)}</span>
			</Cell>
			<Cell label={t("auditTarget")} className={classes.person}>
				{entry.target === null ? null : <AuditPerson id={entry.target} />}
			</Cell>
			<Cell label={t("auditDetails")}>{detailsOf(entry)}</Cell>
			<Cell label={t("auditAddress")} className={classes.at}>
				{entry.address}
			</Cell>
		</tr>
	);
}

interface CellProps {
	/** Its column, for a phone, which has no head above it. */
	label: string;
	className?: string;
	/** Null for an empty one, which a phone leaves out. */
	children: ReactNode;
}

function Cell({ label, className, children }: CellProps) {
	return (
		<td data-label={label} data-empty={children === null || undefined} className={className}>
			<div>{children ?? "–"}</div>
		</td>
	);
}

function detailsOf({ details }: AuditEntry): ReactNode {
	if (details === null || details === undefined) return null;
	if (typeof details !== "object") return String(details);
	const entries = describeContext(details as Record<string, unknown>);
	return entries.length === 0 ? null : <ContextEntries entries={entries} />;
}
