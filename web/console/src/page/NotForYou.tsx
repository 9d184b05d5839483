/** A page that one's role has no use of. */

import { Center, Stack, Text, Title } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useText } from "../locales/text";

export function NotForYou({ title }: { title: string }) {
	const t = useText();
	return (
		<Center h="100%" p="md">
			<Stack align="center" gap="xs">
				<IconLock size={36} stroke={1.5} aria-hidden />
				<Title order={1} size="h3">
					{title}
				</Title>
				<Text c="dimmed">{t("notForYou")}</Text>
			</Stack>
		</Center>
	);
}
