/** A button that is only a picture; its label is read out and shown as a tooltip. */

import { Icon } from "./icon.js";

interface Props {
	/** One of icons.ts. */
	icon: string;
	label: string;
	onClick: (event: MouseEvent) => void;
	class?: string;
	pressed?: boolean;
	expanded?: boolean;
	disabled?: boolean;
}

export function IconButton({ icon, label, onClick, class: className = "", pressed, expanded, disabled }: Props) {
	return (
		<button
			type="button"
			class={`icon-button ${className}`}
			aria-label={label}
			title={label}
			aria-pressed={pressed}
			aria-expanded={expanded}
			aria-haspopup={expanded === undefined ? undefined : "menu"}
			disabled={disabled}
			onClick={onClick}
		>
			<Icon path={icon} />
		</button>
	);
}
