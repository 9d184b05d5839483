/** A product or an order, as the storefront described it. */

import type { CardBody } from "@kefu/client";
import { Text } from "@mantine/core";
import { IconPackage, IconReceipt } from "@tabler/icons-react";
import { useFormat } from "../locales/format";
import { useText } from "../locales/text";
import classes from "./Bubble.module.css";
import { safeHref } from "./links";
import { mediaUrl } from "./media";

export function CardContent({ body }: { body: CardBody }) {
	const t = useText();
	const format = useFormat();
	const KindIcon = body.type === "order" ? IconReceipt : IconPackage;
	const href = body.url ? safeHref(body.url) : null;
	return (
		<article className={classes.card}>
			<div className={classes.cardHead}>
				{body.image_url && <img className={classes.cardImage} src={mediaUrl(body.image_url)} alt="" loading="lazy" />}
				<div>
					<div className={classes.cardKind}>
						<KindIcon size={14} stroke={1.6} aria-hidden />
						{t(body.type === "order" ? "order" : "product")} {body.ref}
					</div>
					<div className={classes.cardTitle}>
						{href ? (
							<a href={href} target="_blank" rel="noopener noreferrer nofollow">
								{body.title}
							</a>
						) : (
							body.title
						)}
					</div>
					{body.price !== undefined && (
						<Text size="sm" fw={600} c="var(--mantine-color-anchor)">
							{format.money(body.price, body.currency)}
						</Text>
					)}
				</div>
			</div>
			{body.fields && body.fields.length > 0 && (
				<dl className={classes.fields}>
					{body.fields.map(({ label, value }, index) => (
						<Field key={index} label={label} value={value} />
					))}
				</dl>
			)}
		</article>
	);
}

function Field({ label, value }: { label: string; value: string }) {
	return (
		<>
			<dt>{label}</dt>
			<dd>{value}</dd>
		</>
	);
}
