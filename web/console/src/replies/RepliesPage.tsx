/** RepliesPage. */

export default function RepliesPage() {
	return null;
}
