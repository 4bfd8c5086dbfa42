import { expect, test } from "vitest";
import { loadEmoji } from "../text/emoji.ts";
import type { Look } from "../view/window.ts";
import { createLookMaker, lookOf, needsNames, usualSources } from "./look-maker.ts";

const honest = { utf8: true, lies: new Set([] as never[]) };

test("emoji are what the terminal can, or what one wants", async () => {
	const names = await loadEmoji();
	const answered = { ...usualSources, widths: honest, names };
	expect(lookOf(answered).show("hi 👋🏽 ❤️")).toBe("hi 👋🏽 ❤️");
	expect(lookOf({ ...answered, widths: undefined }).show("hi 👋🏽")).toBe("hi :wave:");
	expect(lookOf({ ...answered, emoji: "names" }).show("👍 日本")).toBe(":+1: 日本");
	const wanted = { ...answered, widths: undefined, emoji: "characters" } as const;
	expect(lookOf(wanted).show("hi 👋🏽")).toBe("hi 👋🏽");
});

test("a terminal without UTF-8 has signs in ASCII, whatever is wanted of emoji", async () => {
	const names = await loadEmoji();
	const poor = { ...usualSources, utf8: false, names };
	expect(lookOf(poor).signs.tick).toBe("=");
	expect(lookOf({ ...poor, emoji: "characters" }).show("👍")).toBe(":+1:");
});

test("the names of emoji are needed only where one would be seen", () => {
	expect(needsNames({ ...usualSources, widths: honest })).toBe(false);
	expect(needsNames({ ...usualSources, widths: honest, emoji: "names" })).toBe(true);
	expect(needsNames({ ...usualSources, widths: honest, utf8: false })).toBe(true);
	expect(needsNames(usualSources)).toBe(true);
});

test("what the terminal says of its background chooses the theme, and keys and clock stay", () => {
	const looks: Look[] = [];
	const keymap = new Map();
	const maker = createLookMaker({ ...usualSources, keymap, clock: "12h" }, (look) =>
		looks.push(look),
	);
	maker.change({ background: "light" });
	maker.change({ wanted: "dark" });
	const [light, dark] = looks;
	expect(light?.style.link("x")).not.toBe(dark?.style.link("x"));
	expect([dark?.keymap, dark?.clock]).toEqual([keymap, "12h"]);
	expect(maker.sources()).toMatchObject({ background: "light", wanted: "dark" });
});
