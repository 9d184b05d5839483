/** Gives somebody another role, which signs them out. */

import type { Role } from "@kefu/client";
import { Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { DialogButtons } from "../page/DialogButtons";
import { ProblemAlert } from "../page/ProblemAlert";
import { useMe } from "../session/hooks";
import type { DialogProps } from "./DialogProps";
import { ROLE_HINT, ROLE_TEXT, ROLES } from "./roles";
import { useChangePerson } from "./usePeople";

export function ChangeRole({ user, opened, onClose }: DialogProps) {
	const t = useText();
	return (
		<Dialog opened={opened} onClose={onClose} title={t("changeRoleOf", { name: user.username })}>
			<RoleChoice user={user} onClose={onClose} />
		</Dialog>
	);
}

function RoleChoice({ user, onClose }: Omit<DialogProps, "opened">) {
	const t = useText();
	const me = useMe();
	const [role, setRole] = useState<Role>(user.role);
	const { mutate, isPending, error } = useChangePerson();
	const changed = role !== user.role;
	return (
		<Stack>
			<ProblemAlert error={error} conflict={t("lastAdmin")} />
			<Radio.Group aria-label={t("peopleRole")} value={role} onChange={(value) => setRole(value as Role)}>
				<Stack gap="sm">
					{ROLES.map((one) => (
						<Radio key={one} value={one} label={t(ROLE_TEXT[one])} description={t(ROLE_HINT[one])} />
					))}
				</Stack>
			</Radio.Group>
			{changed && (
				<Text size="sm" role="status">
					{t(user.id === me.id ? "changeRoleOwn" : "changeRoleSignsOut", { name: user.username })}
					{(role === "admin" || role === "support") && user.role !== "admin" && user.role !== "support" && (
						<> {t("changeRolePassword")}</>
					)}
				</Text>
			)}
			<DialogButtons
				label={t("changeRole")}
				disabled={!changed}
				loading={isPending}
				onClose={onClose}
				onConfirm={() => mutate({ user, patch: { role } }, { onSuccess: onClose })}
			/>
		</Stack>
	);
}
