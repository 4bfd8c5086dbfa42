import { expect, test } from "vitest";
import { keyLabel } from "./key-label.ts";

test.each([
	["a", "A"],
	["ctrl+c", "Ctrl+C"],
	["alt+shift+b", "Alt+Shift+B"],
	["ctrl+x ctrl+e", "Ctrl+X Ctrl+E"],
	["pageup", "PgUp"],
	["alt+pagedown", "Alt+PgDn"],
	["escape", "Esc"],
	["f1", "F1"],
	["alt+/", "Alt+/"],
	["ctrl++", "Ctrl++"],
	["G", "Shift+G"],
	["?", "?"],
])("%s reads as %s", (chord, label) => {
	expect(keyLabel(chord)).toBe(label);
});
