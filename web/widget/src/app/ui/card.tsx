/** A product or an order: picture, title, price, and what the shop adds. */

import type { CardBody } from "@kefu/client";
import { useState } from "preact/hooks";
import { safeUrl } from "../logic/links.js";
import { useSurface } from "./context.js";

/** `compact`: one line, above the composer. */
export function Card({ card, compact }: { card: CardBody; compact?: boolean }) {
	const { texts, formats } = useSurface();
	const [broken, setBroken] = useState(false);
	const image = safeUrl(card.image_url, location.href);
	const href = safeUrl(card.url, location.href);
	const price = formats.price(card);
	return (
		<span class={compact ? "card compact" : "card"}>
			{image && !broken && <img class="card-image" src={image} alt="" onError={() => setBroken(true)} />}
			<span class="card-body">
				<span class="card-title">{card.title}</span>
				{price && <span class="card-price">{price}</span>}
				{!compact &&
					card.fields?.map(({ label, value }) => (
						<span class="card-field" key={label}>
							<span>{label}</span>
							<span>{value}</span>
						</span>
					))}
				{!compact && href && (
					<a class="card-link" href={href} target="_blank" rel="noopener">
						{texts.viewProduct}
						<span class="unseen"> {card.title}</span>
					</a>
				)}
			</span>
		</span>
	);
}
