/** How is the composer reached from elsewhere? */

export const COMPOSER_ID = "composer";

/** After the rendering that is under way, with the caret at the end. */
export function focusComposer(): void {
	requestAnimationFrame(() => {
		const field = document.getElementById(COMPOSER_ID);
		if (!(field instanceof HTMLTextAreaElement)) return;
		field.focus();
		field.setSelectionRange(field.value.length, field.value.length);
	});
}
