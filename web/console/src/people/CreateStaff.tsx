/** Adds somebody to the desk. */

import { Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { problemOf } from "../app/problem";
import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { DialogButtons } from "../page/DialogButtons";
import { showFieldErrors } from "../page/fieldErrors";
import { useKefu } from "../session/hooks";
import { NewPasswordField } from "./NewPasswordField";
import { isGoodPassword, makePassword } from "./passwords";
import { ROLE_HINT, ROLE_TEXT, STAFF_ROLES } from "./roles";
import { Secret } from "./Secret";
import { useRereadPeople } from "./usePeople";

interface CreateStaffProps {
	opened: boolean;
	onClose: () => void;
}

/** The server's limit, in characters. */
const NAME_MOST = 64;

export function CreateStaff({ opened, onClose }: CreateStaffProps) {
	const t = useText();
	return (
		<Dialog opened={opened} onClose={onClose} closeOnClickOutside={false} title={t("peopleNew")}>
			<StaffFields onClose={onClose} />
		</Dialog>
	);
}

function StaffFields({ onClose }: Pick<CreateStaffProps, "onClose">) {
	const t = useText();
	const { form, submit, created } = useStaffForm();
	if (created) return <Secret {...created} onDone={onClose} />;
	return (
		<form onSubmit={submit} noValidate>
			<Stack>
				<TextInput
					label={t("username")}
					description={t("usernameHint")}
					required
					maxLength={NAME_MOST}
					autoComplete="off"
					autoCapitalize="none"
					data-autofocus
					{...form.getInputProps("username")}
				/>
				<NewPasswordField
					label={t("password")}
					username={form.values.username}
					onMakeUp={() => form.setFieldValue("password", makePassword())}
					{...form.getInputProps("password")}
				/>
				<Radio.Group label={t("peopleRole")} {...form.getInputProps("role")}>
					<Stack gap="sm" mt="xs">
						{STAFF_ROLES.map((role) => (
							<Radio key={role} value={role} label={t(ROLE_TEXT[role])} description={t(ROLE_HINT[role])} />
						))}
					</Stack>
				</Radio.Group>
				<DialogButtons label={t("peopleCreate")} loading={form.submitting} onClose={onClose} />
			</Stack>
		</form>
	);
}

function useStaffForm() {
	const t = useText();
	const { rest } = useKefu();
	const reread = useRereadPeople();
	const [created, setCreated] = useState<{ username: string; password: string } | null>(null);
	const form = useForm({
		initialValues: { username: "", password: "", role: "support" as "support" | "admin" },
		validate: {
			username: (name) => (name.trim() === "" ? t("fieldRequired") : null),
			password: (password, { username }) => (isGoodPassword(password, username) ? null : t("passwordRules")),
		},
	});
	const submit = form.onSubmit(async (values) => {
		const username = values.username.trim();
		try {
			await rest.users.create({ ...values, username });
			setCreated({ username, password: values.password });
			await reread();
		} catch (error) {
			if (problemOf(error)?.code === "conflict") form.setFieldError("username", t("usernameTaken"));
			else showFieldErrors(form, error);
		}
	});
	return { form, submit, created };
}
