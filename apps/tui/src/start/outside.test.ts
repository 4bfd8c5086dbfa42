import { expect, test } from "vitest";
import { outsideOf } from "./outside.ts";

test.for<[string, Record<string, string>, NodeJS.Platform, string | undefined]>([
	["a Linux desktop", { DISPLAY: ":0" }, "linux", "xdg-open"],
	["a Wayland desktop", { WAYLAND_DISPLAY: "wayland-0" }, "linux", "xdg-open"],
	["a Linux without a display", {}, "linux", undefined],
	["a display that is named empty", { DISPLAY: "" }, "freebsd", undefined],
	["a Mac", {}, "darwin", "open"],
	["a Mac over ssh", { SSH_CONNECTION: "1.2.3.4 5 6.7.8.9 22" }, "darwin", undefined],
	["Windows", {}, "win32", "rundll32"],
	["Windows over ssh", { SSH_TTY: "/dev/pts/1" }, "win32", undefined],
])("links of %s are opened by what it has for that", ([, env, platform, program]) => {
	expect(outsideOf(env, platform).opener?.program).toBe(program);
});

test("tmux is known by its variable", () => {
	expect(outsideOf({ TMUX: "/tmp/tmux-1/default,1,0" }, "linux").inTmux).toBe(true);
	expect(outsideOf({ TMUX: "" }, "linux").inTmux).toBe(false);
});
