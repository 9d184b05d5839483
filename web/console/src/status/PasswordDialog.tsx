/** Changes one's own password. */

import { PasswordInput, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { problemOf } from "../app/problem";
import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { DialogButtons } from "../page/DialogButtons";
import { showFieldErrors } from "../page/fieldErrors";
import { NewPasswordField } from "../people/NewPasswordField";
import { isGoodPassword } from "../people/passwords";
import { useKefu, useMe } from "../session/hooks";
import { endSession } from "../session/session";
import type { OwnDialogProps } from "./OwnDialogProps";

export function PasswordDialog({ opened, onClose }: OwnDialogProps) {
	const t = useText();
	return (
		<Dialog opened={opened} onClose={onClose} title={t("passwordChange")}>
			<PasswordFields onClose={onClose} />
		</Dialog>
	);
}

function PasswordFields({ onClose }: Pick<OwnDialogProps, "onClose">) {
	const t = useText();
	const me = useMe();
	const { form, submit } = usePasswordForm();
	return (
		<form onSubmit={submit} noValidate>
			<Stack>
				<Text size="sm" c="dimmed">
					{t("passwordSignsOut")}
				</Text>
				<input type="text" autoComplete="username" value={me.username} readOnly hidden />
				<PasswordInput
					label={t("passwordCurrent")}
					required
					data-autofocus
					autoComplete="current-password"
					visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
					{...form.getInputProps("current_password")}
				/>
				<NewPasswordField label={t("passwordNew")} username={me.username} {...form.getInputProps("new_password")} />
				<PasswordInput
					label={t("passwordAgain")}
					required
					autoComplete="new-password"
					visibilityToggleButtonProps={{ "aria-label": t("showPassword") }}
					{...form.getInputProps("again")}
				/>
				<DialogButtons label={t("passwordChange")} loading={form.submitting} onClose={onClose} />
			</Stack>
		</form>
	);
}

/** The server voids every token of ours with the old password, this one too: so one signs in again. */
function usePasswordForm() {
	const t = useText();
	const me = useMe();
	const { rest } = useKefu();
	const form = useForm({
		initialValues: { current_password: "", new_password: "", again: "" },
		validate: {
			current_password: (password) => (password === "" ? t("fieldRequired") : null),
			new_password: (password) => (isGoodPassword(password, me.username) ? null : t("passwordRules")),
			again: (again, values) => (again === values.new_password ? null : t("passwordDiffers")),
		},
	});
	const submit = form.onSubmit(async ({ current_password, new_password }) => {
		try {
			await rest.auth.password(current_password, new_password);
			endSession("ended");
		} catch (error) {
			if (problemOf(error)?.code === "forbidden") form.setFieldError("current_password", t("passwordWrong"));
			else showFieldErrors(form, error);
		}
	});
	return { form, submit };
}
