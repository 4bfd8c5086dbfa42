import { expect, test } from "vitest";
import type { RoomLog } from "../state/room-log.ts";
import { logOf } from "../state/state.ts";
import { events, general, stateOf, withEvents } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { createSigns } from "../text/signs.ts";
import { createStyle } from "../text/style.ts";
import { anchorOf, anchorOfUnread } from "./landmarks.ts";
import { paneLines, type Window } from "./pane.ts";

const window: Window = {
	setting: {
		width: 70,
		shape: "inline",
		style: createStyle({ colour: true }),
		signs: createSigns(false),
		show: (text) => text,
		clock: "24h",
		textMax: 100,
	},
	height: 9,
};

const log = logOf(withEvents(stateOf(), events(1, 50)), general);

function rowsOf(read: RoomLog): string[] {
	return paneLines(read, window).map(({ text }) => undress(text).trim());
}

test("the line new is put a third below the top", () => {
	const unread = { ...log, divider: 20, dividedTo: 50 };
	const anchor = anchorOfUnread(unread, window) ?? unread.anchor;
	const rows = rowsOf({ ...unread, anchor });
	expect(rows).toHaveLength(9);
	expect(rows[3]).toContain(" 30 new ");
	expect(rows[4]).toBe("12:00 bob     text 21");
});

test("near the end and the beginning the screen stays full", () => {
	const late = { ...log, divider: 48 };
	expect(anchorOfUnread(late, window)).toEqual({ at: "end" });
	const early = { ...log, divider: 0 };
	const rows = rowsOf({ ...early, anchor: anchorOfUnread(early, window) ?? early.anchor });
	expect(rows).toHaveLength(9);
	expect(rows[0]).toBe("· the beginning of the room");
});

test("without anything new there is no such place", () => {
	expect(anchorOfUnread(log, window)).toBeUndefined();
	expect(anchorOfUnread({ ...log, divider: 50 }, window)).toBeUndefined();
	expect(anchorOf(log, window, "e99")).toBeUndefined();
});
