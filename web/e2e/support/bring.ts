/** How do files get into a page without a file dialog? From the clipboard and by the mouse, as the browser itself does it. */

import type { Locator, Page } from "@playwright/test";

/** Puts a picture on the clipboard and presses Ctrl+V where the focus is. */
export async function paste(page: Page): Promise<void> {
	await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
	await page.evaluate(async () => {
		const canvas = new OffscreenCanvas(64, 64);
		const context = canvas.getContext("2d");
		if (!context) throw new Error("this browser draws nothing");
		context.fillStyle = "seagreen";
		context.fillRect(0, 0, 64, 64);
		await navigator.clipboard.write([new ClipboardItem({ "image/png": await canvas.convertToBlob() })]);
	});
	await page.keyboard.press("Control+v");
}

/** Drags a file from the desktop over an element, looks at what is shown meanwhile, and lets it fall. */
export async function drop(target: Locator, path: string, meanwhile: () => Promise<void>): Promise<void> {
	const page = target.page();
	const driver = await page.context().newCDPSession(page);
	const box = await target.boundingBox();
	if (!box) throw new Error("nothing to drop on");
	const place = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
	const data = { items: [], files: [path], dragOperationsMask: 1 };
	for (const type of ["dragEnter", "dragOver"] as const)
		await driver.send("Input.dispatchDragEvent", { type, ...place, data });
	await meanwhile();
	await driver.send("Input.dispatchDragEvent", { type: "drop", ...place, data });
	await driver.detach();
}

/** Lets so many bytes a second out of the page; the returned function ends that, also for what is under way. */
export async function slowDown(page: Page, uploadThroughput: number): Promise<() => Promise<void>> {
	const driver = await page.context().newCDPSession(page);
	const limit = (upload: number) =>
		driver.send("Network.emulateNetworkConditions", {
			offline: false,
			latency: 0,
			downloadThroughput: -1,
			uploadThroughput: upload,
		});
	await limit(uploadThroughput);
	return async () => {
		await limit(-1);
		await driver.detach();
	};
}
