/** Does the title flash, and is it as it was afterwards? */

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createTitleFlash } from "./title-flash.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("createTitleFlash", () => {
	it("changes the title to and fro, and puts it back", () => {
		const page = { title: "Tea" };
		const flash = createTitleFlash(page);
		flash.start("1 new");
		expect(page.title).toBe("1 new");
		vi.advanceTimersByTime(1200);
		expect(page.title).toBe("Tea");
		vi.advanceTimersByTime(1200);
		expect(page.title).toBe("1 new");
		flash.stop();
		expect(page.title).toBe("Tea");
		vi.advanceTimersByTime(5000);
		expect(page.title).toBe("Tea");
	});

	it("shows a newer text without forgetting the title", () => {
		const page = { title: "Tea" };
		const flash = createTitleFlash(page);
		flash.start("1 new");
		flash.start("2 new");
		expect(page.title).toBe("2 new");
		flash.stop();
		expect(page.title).toBe("Tea");
	});

	it("takes other words while it flashes, and only then", () => {
		const page = { title: "Tea" };
		const flash = createTitleFlash(page);
		flash.update("1 new");
		expect(page.title).toBe("Tea");
		flash.start("1 new");
		flash.update("2 new");
		expect(page.title).toBe("2 new");
		flash.stop();
		flash.update("3 new");
		expect(page.title).toBe("Tea");
	});

	it("keeps a title that the page set meanwhile", () => {
		const page = { title: "Tea" };
		const flash = createTitleFlash(page);
		flash.start("1 new");
		page.title = "Cart";
		flash.stop();
		expect(page.title).toBe("Cart");
	});

	it("leaves the title alone when nothing flashes", () => {
		const page = { title: "Tea" };
		createTitleFlash(page).stop();
		expect(page.title).toBe("Tea");
	});
});
