/** Name, picture and description, of oneself or, for an administrator, of anybody. */

import type { User } from "@kefu/client";
import { Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { problemOf } from "../app/problem";
import { useText } from "../locales/text";
import { DialogButtons } from "../page/DialogButtons";
import { showFieldErrors } from "../page/fieldErrors";
import { isStaff } from "../session/rights";
import { AvatarField } from "./AvatarField";
import { useChangePerson } from "./usePeople";

/** The server's limits, in characters. */
const NAME_MOST = 64;
const DESCRIPTION_MOST = 1000;

interface ProfileFormProps {
	user: User;
	onDone: (changed?: User) => void;
}

export function ProfileForm({ user, onDone }: ProfileFormProps) {
	const t = useText();
	const { mutateAsync } = useChangePerson();
	const form = useForm({
		initialValues: { username: user.username, avatar: user.avatar, description: user.description },
		validate: { username: (name) => (name.trim() === "" ? t("fieldRequired") : null) },
	});
	const submit = form.onSubmit(async (values) => {
		try {
			onDone(await mutateAsync({ user, patch: { ...values, username: values.username.trim() } }));
		} catch (error) {
			if (problemOf(error)?.code === "conflict") form.setFieldError("username", t("usernameTaken"));
			else showFieldErrors(form, error);
		}
	});
	return (
		<form onSubmit={submit} noValidate>
			<Stack>
				<AvatarField
					username={form.values.username}
					value={form.values.avatar}
					onChange={(avatar) => form.setFieldValue("avatar", avatar)}
					error={form.errors.avatar}
				/>
				<TextInput
					label={t(isStaff(user) ? "username" : "displayName")}
					description={isStaff(user) ? t("usernameHint") : undefined}
					required
					maxLength={NAME_MOST}
					{...form.getInputProps("username")}
				/>
				<Textarea
					label={t("description")}
					description={t("descriptionHint")}
					maxLength={DESCRIPTION_MOST}
					autosize
					minRows={2}
					maxRows={6}
					{...form.getInputProps("description")}
				/>
				<DialogButtons label={t("save")} loading={form.submitting} onClose={() => onDone()} />
			</Stack>
		</form>
	);
}
