/** What stands in the middle while no conversation is open. */

import { Kbd, Stack, Text } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useText } from "../locales/text";

export function NothingOpen() {
	const t = useText();
	return (
		<Stack align="center" gap="xs" p="md">
			<IconMessages size={44} stroke={1.2} color="var(--mantine-color-dimmed)" aria-hidden />
			<Text fw={500}>{t("chooseConversation")}</Text>
			<Text c="dimmed" size="sm" ta="center">
				{t("chooseConversationHint")} <Kbd>Alt ↓</Kbd>
			</Text>
		</Stack>
	);
}
