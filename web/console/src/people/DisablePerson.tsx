/** Shuts somebody out, or lets them in again. */

import { Stack, Text } from "@mantine/core";
import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { DialogButtons } from "../page/DialogButtons";
import { ProblemAlert } from "../page/ProblemAlert";
import type { DialogProps } from "./DialogProps";
import { useChangePerson } from "./usePeople";

export function DisablePerson({ user, opened, onClose }: DialogProps) {
	const t = useText();
	const { mutate, isPending, error, reset } = useChangePerson();
	const name = user.username;

	function close(): void {
		reset();
		onClose();
	}

	return (
		<Dialog opened={opened} onClose={close} title={t(user.disabled ? "enableTitle" : "disableTitle", { name })}>
			<Stack>
				<ProblemAlert error={error} conflict={t("lastAdmin")} />
				<Text size="sm">{t(user.disabled ? "enableHint" : "disableHint")}</Text>
				<DialogButtons
					label={t(user.disabled ? "enable" : "disable")}
					danger={!user.disabled}
					loading={isPending}
					onClose={close}
					onConfirm={() => mutate({ user, patch: { disabled: !user.disabled } }, { onSuccess: close })}
				/>
			</Stack>
		</Dialog>
	);
}
