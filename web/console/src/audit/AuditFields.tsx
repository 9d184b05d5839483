/** Whose doings, which ones, and to whom. */

import { Select, TextInput } from "@mantine/core";
import { useText } from "../locales/text";
import classes from "./AuditPage.module.css";
import { AUDIT_ACTIONS } from "./auditActions";
import type { AuditFilter } from "./useAudit";

interface AuditFieldsProps {
	filter: AuditFilter;
	onChange: (filter: AuditFilter) => void;
}

export function AuditFields({ filter, onChange }: AuditFieldsProps) {
	const t = useText();
	return (
		<div className={classes.fields}>
			<TextInput
				label={t("auditActor")}
				placeholder={t("auditActorHint")}
				value={filter.actor}
				onChange={(event) => onChange({ ...filter, actor: event.currentTarget.value })}
			/>
			<Select
				label={t("auditAction")}
				placeholder={t("auditAnyAction")}
				data={Object.entries(AUDIT_ACTIONS).map(([value, key]) => ({ value, label: t(key) }))}
				searchable
				clearable
				clearButtonProps={{ "aria-label": t("auditAnyAction") }}
				nothingFoundMessage={t("auditNone")}
				value={filter.action || null}
				onChange={(action) => onChange({ ...filter, action: action ?? "" })}
			/>
			<TextInput
				label={t("auditTarget")}
				placeholder={t("auditTargetHint")}
				value={filter.target}
				onChange={(event) => onChange({ ...filter, target: event.currentTarget.value })}
			/>
		</div>
	);
}
