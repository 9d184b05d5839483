/** What is inside a bubble, by the kind of the message. */

import type { Draft, Message } from "@kefu/client";
import { Card } from "./card.js";
import { FileLine } from "./file-body.js";
import { PictureBody } from "./picture.js";
import { RichText } from "./rich-text.js";

export function Content({ message }: { message: Message | Draft }) {
	const { kind, body } = message;
	if (!body) return null;
	if (kind === "text") return <RichText text={body.text} />;
	if (kind === "image") return <PictureBody body={body} />;
	if (kind === "file") return <FileLine body={body} />;
	if (kind === "card") return <Card card={body} />;
	return null;
}
