/** An address where nothing is, or a page that failed. */

import { Button, Center, Stack, Title } from "@mantine/core";
import { Link } from "react-router";
import { useText } from "../locales/text";

export function NotFound() {
	const t = useText();
	return (
		<Center h="100%" p="md">
			<Stack align="center">
				<Title order={1} size="h3">
					{t("nothingHere")}
				</Title>
				<Button component={Link} to="/" variant="light">
					{t("toConversations")}
				</Button>
			</Stack>
		</Center>
	);
}
