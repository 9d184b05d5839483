/** The mark of kefu: a bubble that smiles. */

export function Logo({ size = 28 }: { size?: number }) {
	return (
		<svg width={size} height={size} viewBox="0 0 32 32" role="img" aria-label="kefu">
			<path
				fill="var(--mantine-color-blue-filled)"
				d="M16 3C8.300 3 2 8.200 2 14.800c0 3.700 2 7 5.200 9.100L6.400 29l5.700-2.900c1.200.3 2.500.5 3.900.5 7.700 0 14-5.200 14-11.800S23.700 3 16 3z"
			/>
			<path
				fill="none"
				stroke="#fff"
				strokeWidth="2.600"
				strokeLinecap="round"
				d="M10 14.200c1.200 3 3.400 4.600 6 4.600s4.800-1.600 6-4.600"
			/>
		</svg>
	);
}
