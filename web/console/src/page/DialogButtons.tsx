/** Cancel and go on, at the foot of a dialog. */

import { Button, Group } from "@mantine/core";
import { useText } from "../locales/text";

interface DialogButtonsProps {
	label: string;
	onClose: () => void;
	/** Missing where the button submits its form. */
	onConfirm?: () => void;
	loading?: boolean;
	disabled?: boolean;
	danger?: boolean;
}

export function DialogButtons({ label, onClose, onConfirm, loading, disabled, danger }: DialogButtonsProps) {
	const t = useText();
	return (
		<Group justify="flex-end" mt="xs">
			<Button variant="default" onClick={onClose}>
				{t("cancel")}
			</Button>
			<Button
				type={onConfirm ? "button" : "submit"}
				color={danger ? "red" : undefined}
				loading={loading}
				disabled={disabled}
				onClick={onConfirm}
			>
				{label}
			</Button>
		</Group>
	);
}
