/** Is the server told that we are away when nobody is there, and only then? */
import type { KefuClient } from "@kefu/client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { setPreferences } from "./preferences";
import { chooseAway, watchPresence } from "./presence";

const told: boolean[] = [];
const kefu = { away: (away: boolean) => told.push(away) } as unknown as KefuClient;
let stop: () => void;

beforeEach(() => {
	vi.useFakeTimers();
	told.length = 0;
	setPreferences({ autoAway: true, idleMinutes: 5 });
	chooseAway(false);
	stop = watchPresence(kefu);
});

afterEach(() => {
	stop();
	vi.useRealTimers();
});

it("says away after the idle minutes, and back at the first key", () => {
	vi.advanceTimersByTime(4 * 60_000);
	expect(told).toEqual([]);
	vi.advanceTimersByTime(2 * 60_000);
	expect(told).toEqual([true]);
	dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
	expect(told).toEqual([true, false]);
});

it("says nothing by itself where that is switched off", () => {
	setPreferences({ autoAway: false });
	vi.advanceTimersByTime(60 * 60_000);
	expect(told).toEqual([]);
});

it("counts keys in another tab", () => {
	vi.advanceTimersByTime(4 * 60_000);
	localStorage.setItem("kefu.active", String(Date.now()));
	vi.advanceTimersByTime(3 * 60_000);
	expect(told).toEqual([]);
});

it("stays away as chosen, whatever is pressed", () => {
	chooseAway(true);
	dispatchEvent(new KeyboardEvent("keydown", { key: "a" }));
	vi.advanceTimersByTime(60_000);
	expect(told).toEqual([true]);
	chooseAway(false);
	expect(told).toEqual([true, false]);
});
