/** Who else looks at this conversation. */

import type { UserId } from "@kefu/client";
import { Avatar, Group, Tooltip } from "@mantine/core";
import { IconEye } from "@tabler/icons-react";
import { useText } from "../locales/text";
import { useFindPerson } from "../session/staff";

const SHOWN = 3;
const NOBODY: never[] = [];

export function Viewers({ ids }: { ids: UserId[] }) {
	const t = useText();
	const person = useFindPerson(NOBODY);
	if (ids.length === 0) return null;
	const names = ids.map((id) => person(id)?.username ?? id);
	const label = t("alsoLooking", { names: names.join(", ") });
	return (
		<Tooltip label={label}>
			<Group role="img" aria-label={label} gap={4} wrap="nowrap">
				<IconEye size={16} stroke={1.6} color="var(--mantine-color-dimmed)" aria-hidden />
				<Avatar.Group spacing="xs">
					{ids.slice(0, SHOWN).map((id, index) => (
						<Avatar key={id} src={person(id)?.avatar} name={names[index]} alt="" size={24} radius="xl" />
					))}
					{ids.length > SHOWN && (
						<Avatar size={24} radius="xl">
							+{ids.length - SHOWN}
						</Avatar>
					)}
				</Avatar.Group>
			</Group>
		</Tooltip>
	);
}
