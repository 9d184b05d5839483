/** The dialogs about oneself, which are loaded when the first of them is asked for. */

import { PasswordDialog } from "./PasswordDialog";
import { ProfileDialog } from "./ProfileDialog";
import { SettingsDialog } from "./SettingsDialog";
import type { StatusDialog } from "./StatusMenu";

interface OwnDialogsProps {
	shown: StatusDialog | null;
	onClose: () => void;
}

export default function OwnDialogs({ shown, onClose }: OwnDialogsProps) {
	return (
		<>
			<ProfileDialog opened={shown === "profile"} onClose={onClose} />
			<PasswordDialog opened={shown === "password"} onClose={onClose} />
			<SettingsDialog opened={shown === "settings"} onClose={onClose} />
		</>
	);
}
