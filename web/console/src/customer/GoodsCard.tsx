/** A product or an order of the context. */

import { Anchor, Badge, Image, Text } from "@mantine/core";
import { useFormat } from "../locales/format";
import { ContextEntries } from "./ContextEntries";
import classes from "./CustomerPanel.module.css";
import type { ContextEntry } from "./context";
import type { Goods } from "./goods";

export function GoodsCard({ goods, rest }: { goods: Goods; rest: ContextEntry[] }) {
	const format = useFormat();
	const { title, ref, href, image, price, currency, quantity, status } = goods;
	return (
		<div className={classes.goods}>
			<div className={classes.goodsHead}>
				{image && <Image src={image} alt="" className={classes.goodsImage} />}
				<div className={classes.goodsText}>
					<Text size="sm" fw={600} component="div">
						{href ? (
							<Anchor href={href} target="_blank" rel="noopener noreferrer nofollow" inherit>
								{title}
							</Anchor>
						) : (
							title
						)}
					</Text>
					{ref && (
						<Text size="xs" c="dimmed" className={classes.ref}>
							{ref}
						</Text>
					)}
					<div className={classes.badges}>
						{price !== undefined && (
							<Text size="sm" fw={500} component="span">
								{format.money(price, currency)}
							</Text>
						)}
						{quantity !== undefined && (
							<Text size="sm" c="dimmed" component="span">
								× {quantity}
							</Text>
						)}
						{status && (
							<Badge size="sm" variant="light" tt="none">
								{status}
							</Badge>
						)}
					</div>
				</div>
			</div>
			{rest.length > 0 && <ContextEntries entries={rest} />}
		</div>
	);
}
