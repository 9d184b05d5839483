/** The product that somebody is looking at: goes with the first message, or at once, or not at all. */

import type { CardBody } from "@kefu/client";
import { Card } from "./card.js";
import { useSurface } from "./context.js";
import { IconButton } from "./icon-button.js";
import { CLOSE } from "./icons.js";

export function ProductBar({ product }: { product: CardBody }) {
	const { texts, sendCard, shell } = useSurface();
	return (
		<section class="product" aria-label={texts.viewing}>
			<Card card={product} compact />
			<button type="button" class="primary small" onClick={() => sendCard(product)}>
				{texts.sendProduct}
			</button>
			<IconButton icon={CLOSE} label={texts.hideProduct} onClick={() => shell.change({ product: null })} />
		</section>
	);
}
