/** One's own name, picture and description. */

import { useText } from "../locales/text";
import { Dialog } from "../page/Dialog";
import { ProfileForm } from "../people/ProfileForm";
import type { OwnDialogProps } from "./OwnDialogProps";
import { useOwnProfile } from "./useOwnProfile";

export function ProfileDialog({ opened, onClose }: OwnDialogProps) {
	const t = useText();
	const me = useOwnProfile();
	return (
		<Dialog opened={opened} onClose={onClose} title={t("profileEdit")}>
			<ProfileForm user={me} onDone={onClose} />
		</Dialog>
	);
}
