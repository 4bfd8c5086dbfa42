import { expect, test } from "vitest";
import { usualSources } from "../start/look-maker.ts";
import { canEdit, readPlainLook } from "./plain-look.ts";

const text = "naïve – 日本語 👨‍👩‍👧 ❤️ 👍🏽";

test("lines have every letter and emoji as it was written, whatever a terminal makes of their width", async () => {
	const { show } = await readPlainLook(usualSources);
	expect(show(text)).toBe(text);
});

test("lines have names of emoji where those are wanted, and where there is only ASCII", async () => {
	const named = await readPlainLook({ ...usualSources, emoji: "names" });
	expect(named.show("👍 日本")).toBe(":+1: 日本");
	const ascii = await readPlainLook({ ...usualSources, utf8: false });
	expect(ascii.show("naïve – 👍")).toBe("naive - :+1:");
});

test.each([
	["an end is no terminal", { isTerminal: false }],
	["the terminal is dumb", { env: { TERM: "dumb" } }],
	["there is a screen reader", { env: { TERM: "xterm", INK_SCREEN_READER: "true" } }],
])("no cursor is moved where %s", (_why, reason) => {
	const good = { isTerminal: true, env: { TERM: "xterm" }, platform: "linux" } as const;
	expect(canEdit(good)).toBe(true);
	expect(canEdit({ ...good, ...reason })).toBe(false);
});
