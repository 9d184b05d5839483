/** What stands in for `{{name}}` when a quick reply is used? */

/** What can be filled in; a field that is missing is left as it was written, so that the agent sees it. */
export interface PlaceholderValues {
	/** The customer's username. */
	name?: string;
	/** The username of whoever answers. */
	agent?: string;
}

export const PLACEHOLDERS = ["name", "agent"] as const;

const PATTERN = /\{\{\s*(name|agent)\s*\}\}/gi;

export function fillPlaceholders(content: string, values: PlaceholderValues): string {
	return content.replace(PATTERN, (written: string, field: string) => {
		const value = values[field.toLowerCase() as keyof PlaceholderValues];
		return value === undefined || value === "" ? written : value;
	});
}
