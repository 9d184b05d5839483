/** What does the server hear of several tabs that want things of one socket? */

import { expect, test } from "vitest";
import { Claims } from "../src/claims.js";
import type { Notice, Request } from "../src/frames.js";

function setUp(...names: string[]) {
	const said: string[] = [];
	const tabs = new Set(names);
	const name = (frame: Request | Notice) => {
		if (frame.type === "view") return `view ${frame.state}`;
		return frame.type === "presence" ? frame.status : frame.type;
	};
	const claims = new Claims(
		{
			ask: async (request) => {
				said.push(name(request));
				return { type: "ack", id: "1" };
			},
			tell: (notice) => void said.push(name(notice)),
		},
		tabs,
	);
	const view = (tab: string, state: "start" | "stop") => claims.tell(tab, { type: "view", conversation_id: 1, state });
	const be = (tab: string, status: "away" | "online") => claims.tell(tab, { type: "presence", status });
	return { claims, said, tabs, view, be };
}

test("a conversation is on the screen until it is on none", async () => {
	const { claims, said, view } = setUp("a", "b");
	view("a", "start");
	view("b", "start");
	await claims.ask("a", { type: "watch", conversation_id: 1 });
	await claims.ask("b", { type: "watch", conversation_id: 1 });
	view("a", "stop");
	await claims.ask("a", { type: "unwatch", conversation_id: 1 });
	expect(said).toEqual(["view start", "view start", "watch", "watch"]);
	view("b", "stop");
	await claims.ask("b", { type: "unwatch", conversation_id: 1 });
	expect(said.slice(4)).toEqual(["view stop", "unwatch"]);
});

test("a tab that dies wants nothing any more", async () => {
	const { claims, said, view, tabs } = setUp("a", "b");
	view("a", "start");
	await claims.ask("a", { type: "watch", conversation_id: 1 });
	tabs.delete("a");
	claims.drop("a");
	expect(said).toEqual(["view start", "watch", "view stop", "unwatch"]);
});

test("one is away when all tabs are", () => {
	const { claims, said, be, tabs } = setUp("a", "b");
	be("a", "away");
	expect(said).toEqual([]);
	be("b", "away");
	be("a", "online");
	be("a", "away");
	expect(said).toEqual(["away", "online", "away"]);
	be("b", "online");
	tabs.delete("b");
	claims.drop("b");
	expect(said.slice(3)).toEqual(["online", "away"]);
});
