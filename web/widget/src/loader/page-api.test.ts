/** Does nothing get lost that a page asks for before the chat is there? */

import { describe, expect, it, vi } from "vitest";
import type { Chat } from "../mount.js";
import { createPageApi, Listeners, replay } from "./page-api.js";

function createChat() {
	const deed = () => vi.fn<(...args: unknown[]) => void>();
	return { open: deed(), close: deed(), toggle: deed(), identify: deed(), showProduct: deed(), shutdown: deed() };
}

describe("createPageApi", () => {
	it("passes calls on in order once the chat is there", async () => {
		const chat = createChat();
		let arrive: (chat: Chat) => void = () => {};
		const arrival = new Promise<Chat>((resolve) => {
			arrive = resolve;
		});
		const kefu = createPageApi(
			new Listeners(),
			(deed) => void arrival.then(deed),
			() => null,
		);

		kefu.identify({ userId: "b1", token: "t" });
		kefu.open({ to: "m1" });
		expect(chat.open).not.toHaveBeenCalled();
		arrive(chat);
		await arrival;

		expect(chat.identify).toHaveBeenCalledWith({ userId: "b1", token: "t" });
		expect(chat.open).toHaveBeenCalledWith({ to: "m1" });
		expect(chat.identify.mock.invocationCallOrder[0]).toBeLessThan(chat.open.mock.invocationCallOrder[0] ?? 0);
	});

	it("tells listeners, and the present count to who asks", () => {
		const listeners = new Listeners();
		const kefu = createPageApi(
			listeners,
			() => {},
			() => null,
		);
		const heard: number[] = [];
		const off = kefu.on("unread", (count) => heard.push(count));
		listeners.emit("unread", 2);
		off();
		listeners.emit("unread", 3);
		expect(heard).toEqual([2]);
		expect(kefu.unread).toBe(3);
	});

	it("goes on when a listener of the page throws", () => {
		vi.stubGlobal("reportError", vi.fn());
		const listeners = new Listeners();
		const heard: number[] = [];
		listeners.on("unread", () => {
			throw new Error("the page's mistake");
		});
		listeners.on("unread", (count) => heard.push(count));
		listeners.emit("unread", 1);
		expect(heard).toEqual([1]);
		expect(reportError).toHaveBeenCalledOnce();
		vi.unstubAllGlobals();
	});
});

describe("replay", () => {
	it("runs what was queued, and ignores what does not exist", () => {
		const listeners = new Listeners();
		const chat = createChat();
		const kefu = createPageApi(
			listeners,
			(deed) => deed(chat),
			() => null,
		);
		const heard: number[] = [];
		const calls = [["on", "unread", (count: number) => heard.push(count)], ["open"], ["explode"]];
		replay(kefu, calls as unknown as Parameters<typeof replay>[1]);
		listeners.emit("unread", 1);
		expect(heard).toEqual([1]);
		expect(chat.open).toHaveBeenCalledOnce();
	});
});
