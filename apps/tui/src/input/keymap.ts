import { chordOf, type Key } from "./event.ts";

/** What a key means to the screen, beside editing. */
export type ScreenAction =
	| "submit"
	| "complete"
	| "complete-back"
	| "escape"
	| "older"
	| "newer"
	| "page-up"
	| "page-down"
	| "scroll-up"
	| "scroll-down"
	| "to-top"
	| "to-end"
	| "next-room"
	| "previous-room"
	| "last-room"
	| "next-unread"
	| "interrupt"
	| "redraw"
	| "help"
	| "rooms"
	| "members";

/** The keys of the screen (UX: keys in people's fingers); all others edit the line. */
const keymap: ReadonlyMap<string, ScreenAction> = new Map([
	["enter", "submit"],
	["tab", "complete"],
	["shift+tab", "complete-back"],
	["escape", "escape"],
	["up", "older"],
	["down", "newer"],
	["pageup", "page-up"],
	["pagedown", "page-down"],
	["alt+pageup", "scroll-up"],
	["alt+pagedown", "scroll-down"],
	["alt+home", "to-top"],
	["alt+end", "to-end"],
	["ctrl+n", "next-room"],
	["ctrl+p", "previous-room"],
	["alt+down", "next-room"],
	["alt+up", "previous-room"],
	["alt+right", "next-room"],
	["alt+left", "previous-room"],
	["alt+/", "last-room"],
	["alt+a", "next-unread"],
	["ctrl+c", "interrupt"],
	["ctrl+l", "redraw"],
	["f1", "help"],
	["f7", "rooms"],
	["f8", "members"],
	["alt+shift+b", "rooms"],
	["alt+shift+n", "members"],
]);

/** What a key does on the screen; undefined when it edits the line. */
export function screenAction(key: Key): ScreenAction | undefined {
	return keymap.get(chordOf(key));
}

/** The number of the room a key goes to, from 0: Alt+1 … Alt+9, Alt+0 is the tenth. */
export function roomNumber(key: Key): number | undefined {
	if (!key.alt || key.ctrl || !/^\d$/.test(key.name)) return undefined;
	return (Number(key.name) + 9) % 10;
}
