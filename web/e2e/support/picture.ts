/** Pictures to send: they lie in the project, and are larger than a thumbnail. */

import { resolve } from "node:path";
import { expect, type Locator } from "@playwright/test";

const MEDIA = resolve(import.meta.dirname, "../../../media/avatars");

export const BUYERS_PICTURE = { path: `${MEDIA}/buyer1.png`, name: "buyer1.png" };
export const AGENTS_PICTURE = { path: `${MEDIA}/merchant2.png`, name: "merchant2.png" };

/** It is there and was loaded from the server: what its place shows is no broken picture. */
export async function expectPicture(log: Locator, name: string): Promise<void> {
	const picture = log.getByRole("img", { name });
	await expect(picture).toBeVisible();
	await expect(picture).toHaveAttribute("src", /\/api\/media\//);
	await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);
}
