import type { Anchor, RoomLog } from "../../state/room-log.ts";
import { logOf } from "../../state/state.ts";
import { events, general, stateOf, withEvents } from "../../testing/samples.ts";
import { undress } from "../../testing/screen-rows.ts";
import { createSigns } from "../../text/signs.ts";
import { createStyle } from "../../text/style.ts";
import type { Shape } from "../layout.ts";
import { paneLines, scrollDown, scrollUp, type Window } from "../pane.ts";

const style = createStyle({ colour: true });

/** A pane of this size. */
export function windowOf(width: number, height: number): Window {
	const shape: Shape = width < 60 ? "narrow" : width < 78 ? "inline" : "column";
	const signs = createSigns(false);
	const show = (text: string) => text;
	return { setting: { width, shape, style, signs, show, clock: "24h", textMax: 100 }, height };
}

/** A pane that a few messages fill. */
export const small = windowOf(70, 10);

/** A log of the messages with these seqs, both included. */
export function logOfEvents(from: number, to: number): RoomLog {
	return logOf(withEvents(stateOf(), events(from, to)), general);
}

/** The log, read from there. */
export function at(log: RoomLog, anchor: Anchor): RoomLog {
	return { ...log, anchor };
}

/** What the rows of the pane say, without what dresses them. */
export function textsOf(log: RoomLog, window: Window): string[] {
	return paneLines(log, window).map(({ text }) => undress(text).trim());
}

/** The log, scrolled up by so many rows. */
export function up(log: RoomLog, window: Window, by: number): RoomLog {
	return at(log, scrollUp(log, window, by));
}

/** The log, scrolled down by so many rows. */
export function down(log: RoomLog, window: Window, by: number): RoomLog {
	return at(log, scrollDown(log, window, by));
}
