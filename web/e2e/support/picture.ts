/** Pictures to send: small ones that lie in the project, and a large one that takes its time. */

import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { crc32, deflateSync } from "node:zlib";
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

/** Writes a PNG of grey noise, which nothing compresses: as many bytes as it has pixels. */
export function drawNoise(path: string, side: number): void {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(side, 0);
	header.writeUInt32BE(side, 4);
	// Eight bits a pixel, grey.
	header.writeUInt8(8, 8);
	const rows = Array.from({ length: side }, () => Buffer.concat([Buffer.of(0), randomBytes(side)]));
	const chunks = [
		chunk("IHDR", header),
		chunk("IDAT", deflateSync(Buffer.concat(rows))),
		chunk("IEND", Buffer.alloc(0)),
	];
	writeFileSync(path, Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...chunks]));
}

function chunk(name: string, data: Buffer): Buffer {
	const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
	const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
	length.writeUInt32BE(data.length);
	sum.writeUInt32BE(crc32(named));
	return Buffer.concat([length, named, sum]);
}
