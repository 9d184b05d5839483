/** One little picture: a decoration, so that nobody reads it out. */

/** `path`: one of icons.ts. */
export function Icon({ path }: { path: string }) {
	return (
		<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
			<path d={path} />
		</svg>
	);
}
