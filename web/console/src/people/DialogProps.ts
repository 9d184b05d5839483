/** What does every dialog about a person take? */

import type { User } from "@kefu/client";

export interface DialogProps {
	user: User;
	opened: boolean;
	onClose: () => void;
}
