/** Gives somebody a new password, made up here and shown once. */

import { Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { DialogButtons } from "../page/DialogButtons";
import { ProblemAlert } from "../page/ProblemAlert";
import { useMe } from "../session/hooks";
import type { DialogProps } from "./DialogProps";
import { makePassword } from "./passwords";
import { Secret } from "./Secret";
import { useChangePerson } from "./usePeople";

export function ResetPassword({ user, opened, onClose }: DialogProps) {
	const t = useText();
	return (
		<Dialog
			opened={opened}
			onClose={onClose}
			closeOnClickOutside={false}
			title={t("resetPasswordOf", { name: user.username })}
		>
			<NewPassword user={user} onClose={onClose} />
		</Dialog>
	);
}

function NewPassword({ user, onClose }: Omit<DialogProps, "opened">) {
	const t = useText();
	const own = useMe().id === user.id;
	const [password] = useState(makePassword);
	const { mutate, isPending, isSuccess, error } = useChangePerson();
	if (isSuccess) return <Secret username={user.username} password={password} onDone={onClose} />;
	return (
		<Stack>
			<ProblemAlert error={error} />
			<Text size="sm">{t(own ? "resetPasswordOwn" : "resetPasswordHint", { name: user.username })}</Text>
			<DialogButtons
				label={t("resetPassword")}
				loading={isPending}
				disabled={own}
				onClose={onClose}
				onConfirm={() => mutate({ user, patch: { password } })}
			/>
		</Stack>
	);
}
