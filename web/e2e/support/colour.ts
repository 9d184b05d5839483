/** How light is something? For what is dark where it should be. */

import type { Locator } from "@playwright/test";

/** Of its background: 0 is black, 255 white. */
export async function lightness(place: Locator): Promise<number> {
	const colour = await place.evaluate((element) => getComputedStyle(element).backgroundColor);
	const [red = 0, green = 0, blue = 0] = colour.match(/\d+/g)?.map(Number) ?? [];
	return (red + green + blue) / 3;
}
