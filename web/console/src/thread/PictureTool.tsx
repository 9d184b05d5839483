/** A button on the dark stage. */

import { ActionIcon } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";

interface PictureToolProps {
	label: string;
	icon: Icon;
	onClick: () => void;
	/** Has the focus when the stage opens. */
	focus?: boolean;
}

export function PictureTool({ label, icon: ToolIcon, onClick, focus }: PictureToolProps) {
	return (
		<ActionIcon
			variant="subtle"
			c="white"
			size="lg"
			aria-label={label}
			title={label}
			onClick={onClick}
			data-autofocus={focus}
		>
			<ToolIcon size={20} />
		</ActionIcon>
	);
}
