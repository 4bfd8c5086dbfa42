import { expect, test } from "vitest";
import { hasFewSigns, isDumb, isUtf8 } from "./locale.ts";

test.each([
	[{ LANG: "en_US.UTF-8" }, true],
	[{ LANG: "C.utf8" }, true],
	[{ LANG: "de_CH.utf-8@euro" }, true],
	[{ LC_CTYPE: "UTF-8" }, true],
	[{ LANG: "C" }, false],
	[{ LANG: "POSIX" }, false],
	[{ LANG: "de_CH" }, false],
	[{ LANG: "ja_JP.eucJP" }, false],
	[{ LANG: "en_US.ISO-8859-1" }, false],
	[{}, false],
	[{ LANG: "" }, false],
	[{ LC_ALL: "C", LC_CTYPE: "C.UTF-8", LANG: "C.UTF-8" }, false],
	[{ LC_ALL: "", LC_CTYPE: "C.UTF-8", LANG: "C" }, true],
	[{ LC_CTYPE: "C", LANG: "C.UTF-8" }, false],
])("on Linux, %j means UTF-8: %j", (env, expected) => {
	expect(isUtf8(env, "linux")).toBe(expected);
});

test.each(["darwin", "win32"] as const)(
	"on %s a terminal is UTF-8 unless C is asked for",
	(platform) => {
		expect(isUtf8({}, platform)).toBe(true);
		expect(isUtf8({ LANG: "en_US" }, platform)).toBe(true);
		expect(isUtf8({ LANG: "C" }, platform)).toBe(false);
		expect(isUtf8({ LC_ALL: "POSIX", LANG: "en_US.UTF-8" }, platform)).toBe(false);
	},
);

test("the consoles of Linux and of old terminals have few signs, whatever the locale", () => {
	expect(
		["linux", "linux-16color", "vt100", "vt220", "cons25"].every((TERM) => hasFewSigns({ TERM })),
	).toBe(true);
	expect(
		["xterm-256color", "tmux-256color", "screen", "foot", "vte-256color"].some((TERM) =>
			hasFewSigns({ TERM }),
		),
	).toBe(false);
	expect(hasFewSigns({})).toBe(false);
});

test("a terminal without cursor movement is dumb, and so is one that says nothing but on Windows", () => {
	expect(isDumb({ TERM: "dumb" }, "linux")).toBe(true);
	expect(isDumb({ TERM: "unknown" }, "linux")).toBe(true);
	expect(isDumb({}, "linux")).toBe(true);
	expect(isDumb({}, "win32")).toBe(false);
	expect(isDumb({ TERM: "dumb" }, "win32")).toBe(true);
	expect(isDumb({ TERM: "xterm" }, "darwin")).toBe(false);
});
