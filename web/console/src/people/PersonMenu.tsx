/** What an administrator can do with somebody. */

import type { User } from "@kefu/client";
import { ActionIcon, Menu } from "@mantine/core";
import { IconDots, IconKey, IconPencil, IconUserCheck, IconUserCog, IconUserOff } from "@tabler/icons-react";
import { useState } from "react";
import { useText } from "../locales/text";
import { isStaff } from "../session/rights";
import { ChangeRole } from "./ChangeRole";
import { DisablePerson } from "./DisablePerson";
import { EditPerson } from "./EditPerson";
import { ResetPassword } from "./ResetPassword";

type Dialog = "edit" | "role" | "password" | "disable";

export function PersonMenu({ user }: { user: User }) {
	const t = useText();
	const [dialog, setDialog] = useState<Dialog | null>(null);
	const close = () => setDialog(null);
	const DisableIcon = user.disabled ? IconUserCheck : IconUserOff;
	return (
		<>
			<Menu position="bottom-end" width={220}>
				<Menu.Target>
					<ActionIcon variant="subtle" color="gray" aria-label={t("peopleActions", { name: user.username })}>
						<IconDots size={18} aria-hidden />
					</ActionIcon>
				</Menu.Target>
				<Menu.Dropdown>
					<Menu.Item leftSection={<IconPencil size={16} aria-hidden />} onClick={() => setDialog("edit")}>
						{t("editProfile")}
					</Menu.Item>
					<Menu.Item leftSection={<IconUserCog size={16} aria-hidden />} onClick={() => setDialog("role")}>
						{t("changeRole")}
					</Menu.Item>
					{isStaff(user) && (
						<Menu.Item leftSection={<IconKey size={16} aria-hidden />} onClick={() => setDialog("password")}>
							{t("resetPassword")}
						</Menu.Item>
					)}
					<Menu.Divider />
					<Menu.Item
						c={user.disabled ? undefined : "var(--mantine-color-error)"}
						leftSection={<DisableIcon size={16} aria-hidden />}
						onClick={() => setDialog("disable")}
					>
						{t(user.disabled ? "enable" : "disable")}
					</Menu.Item>
				</Menu.Dropdown>
			</Menu>
			<EditPerson user={user} opened={dialog === "edit"} onClose={close} />
			<ChangeRole user={user} opened={dialog === "role"} onClose={close} />
			<ResetPassword user={user} opened={dialog === "password"} onClose={close} />
			<DisablePerson user={user} opened={dialog === "disable"} onClose={close} />
		</>
	);
}
