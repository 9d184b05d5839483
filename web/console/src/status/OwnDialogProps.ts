/** What does every dialog about oneself take? */

export interface OwnDialogProps {
	opened: boolean;
	onClose: () => void;
}
