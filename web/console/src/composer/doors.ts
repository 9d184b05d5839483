/** How are the composer's buttons pressed from elsewhere? They are in the page once, so they are found by their ids. */

export const FILE_INPUT_ID = "composer-files";
export const REPLY_BUTTON_ID = "composer-replies";

export function openFilePicker(): void {
	document.getElementById(FILE_INPUT_ID)?.click();
}

export function openReplyPicker(): void {
	document.getElementById(REPLY_BUTTON_ID)?.click();
}
