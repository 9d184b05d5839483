/** What stands where a list should be when it could not be read. */

import { Alert, Button, Group } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { problemText } from "../app/problem";
import { useText } from "../locales/text";

export function Trouble({ error, onRetry }: { error: unknown; onRetry: () => void }) {
	const t = useText();
	return (
		<Alert role="alert" color="red" variant="light" icon={<IconAlertCircle aria-hidden />} title={t("failed")} my="md">
			<Group justify="space-between">
				{problemText(error, t)}
				<Button size="compact-sm" variant="default" onClick={onRetry}>
					{t("tryAgain")}
				</Button>
			</Group>
		</Alert>
	);
}
