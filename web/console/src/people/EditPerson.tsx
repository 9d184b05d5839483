/** Changes somebody's name, picture and description. */

import { Modal } from "@mantine/core";
import { useText } from "../locales/text";
import type { DialogProps } from "./DialogProps";
import { ProfileForm } from "./ProfileForm";

export function EditPerson({ user, opened, onClose }: DialogProps) {
	const t = useText();
	return (
		<Modal opened={opened} onClose={onClose} title={t("editProfileOf", { name: user.username })}>
			<ProfileForm user={user} onDone={onClose} />
		</Modal>
	);
}
