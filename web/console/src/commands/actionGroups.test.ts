/** Does the command bar find an action by its words? */
import { expect, it } from "vitest";
import type { Action } from "../app/actions";
import { filterActions } from "./actionGroups";

const titles = { people: "People", language: "Scripts", signOut: "Sign out people" } as const;
const list = (Object.keys(titles) as (keyof typeof titles)[]).map(
	(titleKey): Action => ({ id: titleKey, group: "app", titleKey, run: () => undefined }),
);
const find = (query: string) =>
	filterActions(list, query, (key) => titles[key as keyof typeof titles]).map((action) => action.id);

it("shows all before anything is typed", () => expect(find(" ")).toEqual(["people", "language", "signOut"]));
it("wants every word, in any order and case", () => expect(find("PEOPLE sign")).toEqual(["signOut"]));
it("puts what begins with it first", () => expect(find("s")).toEqual(["language", "signOut"]));
it("finds nothing where nothing fits", () => expect(find("peoplez")).toEqual([]));
