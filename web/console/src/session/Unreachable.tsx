/** What stands there while the server does not answer at the start. */

import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useText } from "../locales/text";

export function Unreachable({ onRetry }: { onRetry: () => void }) {
	const t = useText();
	return (
		<Center component="main" h="100%" p="md">
			<Stack align="center" gap="sm">
				<IconPlugConnectedX size={40} stroke={1.5} aria-hidden />
				<Title order={1} size="h3">
					{t("unreachable")}
				</Title>
				<Text c="dimmed">{t("unreachableHint")}</Text>
				<Button onClick={onRetry}>{t("tryAgain")}</Button>
			</Stack>
		</Center>
	);
}
