/** Are preferences kept, and do old or broken ones do no harm? */
import { expect, it } from "vitest";
import { preferences, read, setPreferences } from "./preferences";

it("keeps what was set", () => {
	setPreferences({ volume: 0.2, sound: false });
	expect(preferences()).toMatchObject({ volume: 0.2, sound: false, autoAway: true });
	expect(read(localStorage.getItem("kefu.preferences"))).toEqual(preferences());
});

it.each([null, "", "{", "7", "null", '{"volume":"loud","idleMinutes":null}'])("reads %s as the defaults", (kept) => {
	expect(read(kept)).toEqual({ sound: true, volume: 0.6, notifications: true, autoAway: true, idleMinutes: 10 });
});
