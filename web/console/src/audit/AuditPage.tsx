/** The audit log: who did what, when, and from where. */

import { Alert, Button, Loader, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconInfoCircle, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { problemOf } from "../app/problem";
import { useText } from "../locales/text";
import { NotForYou } from "../page/NotForYou";
import { PageFrame } from "../page/PageFrame";
import { Trouble } from "../page/Trouble";
import { useMe } from "../session/hooks";
import { isAdmin } from "../session/rights";
import { AuditFields } from "./AuditFields";
import { AuditTable } from "./AuditTable";
import { type AuditFilter, useAudit } from "./useAudit";

const TYPING_MS = 300;

export default function AuditPage() {
	const t = useText();
	const admin = isAdmin(useMe());
	const [filter, setFilter] = useState<AuditFilter>({ actor: "", action: "", target: "" });
	const [asked] = useDebouncedValue(filter, TYPING_MS);
	const { data, isPending, isFetching, error, refetch, hasNextPage, fetchNextPage } = useAudit(asked, admin);
	const entries = data?.pages.flatMap((page) => page.items) ?? [];
	if (!admin) return <NotForYou title={t("auditTitle")} />;
	return (
		<PageFrame
			title={t("auditTitle")}
			hint={t("auditHint")}
			action={
				<Button
					variant="default"
					leftSection={<IconRefresh size={16} aria-hidden />}
					loading={isFetching && !isPending}
					onClick={() => void refetch()}
				>
					{t("refresh")}
				</Button>
			}
		>
			<AuditFields filter={filter} onChange={setFilter} />
			{isPending && <Loader m="xl" />}
			{error && <AuditTrouble error={error} onRetry={() => void refetch()} />}
			{data && entries.length === 0 && (
				<Text c="dimmed" ta="center" p="xl">
					{t("auditNone")}
				</Text>
			)}
			{entries.length > 0 && <AuditTable entries={entries} />}
			{hasNextPage && (
				<Button variant="default" mt="md" loading={isFetching} onClick={() => void fetchNextPage()}>
					{t("showMore")}
				</Button>
			)}
		</PageFrame>
	);
}

/** A server from before the audit log does not know the address. */
function AuditTrouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
	const t = useText();
	if (problemOf(error)?.code !== "not_found") return <Trouble error={error} onRetry={onRetry} />;
	return (
		<Alert role="status" color="blue" variant="light" icon={<IconInfoCircle aria-hidden />} title={t("auditMissing")}>
			{t("auditMissingHint")}
		</Alert>
	);
}
