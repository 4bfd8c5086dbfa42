import { expect, test } from "vitest";
import { isPlain } from "./plain-choice.ts";

const screen = {
	wanted: false,
	env: { TERM: "xterm" },
	platform: "linux",
	isTerminal: true,
} as const;

test.each([
	["it is wanted", { wanted: true }],
	["an end is no terminal", { isTerminal: false }],
	["the terminal is dumb", { env: { TERM: "dumb" } }],
	["there is a screen reader", { env: { TERM: "xterm", INK_SCREEN_READER: "true" } }],
])("the chat is in lines where %s", (_why, reason) => {
	expect(isPlain(screen)).toBe(false);
	expect(isPlain({ ...screen, ...reason })).toBe(true);
});
