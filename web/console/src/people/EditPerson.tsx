/** Changes somebody's name, picture and description. */

import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import type { DialogProps } from "./DialogProps";
import { ProfileForm } from "./ProfileForm";

export function EditPerson({ user, opened, onClose }: DialogProps) {
	const t = useText();
	return (
		<Dialog opened={opened} onClose={onClose} title={t("editProfileOf", { name: user.username })}>
			<ProfileForm user={user} onDone={onClose} />
		</Dialog>
	);
}
