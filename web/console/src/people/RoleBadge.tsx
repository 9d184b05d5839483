/** A role, as a coloured word. */

import type { Role } from "@kefu/client";
import { Badge } from "@mantine/core";
import { useText } from "../locales/text";
import { ROLE_COLOUR, ROLE_TEXT } from "./roles";

export function RoleBadge({ role }: { role: Role }) {
	const t = useText();
	return (
		<Badge variant="light" color={ROLE_COLOUR[role]} tt="none" size="sm">
			{t(ROLE_TEXT[role])}
		</Badge>
	);
}
