import { stripVTControlCharacters } from "node:util";
import { openedHelp } from "../state/help.ts";
import { logOf, type State } from "../state/state.ts";
import { widthOf } from "../text/width.ts";
import { bannerLines } from "../view/banner.ts";
import { bareRows } from "../view/bare-lines.ts";
import { composerRows } from "../view/composer-rows.ts";
import { conversationLines } from "../view/conversation-lines.ts";
import { helpLines } from "../view/help-lines.ts";
import { linkLines } from "../view/link-lines.ts";
import { memberLines, roomLines } from "../view/lists.ts";
import { menuLines } from "../view/menu-lines.ts";
import { itemsBelow, paneLines } from "../view/pane.ts";
import { secondPaneLines } from "../view/second-pane.ts";
import { statusLine } from "../view/status-line.ts";
import { switcherBox, switcherLines } from "../view/switcher-lines.ts";
import { titleLine } from "../view/title-line.ts";
import type { Look } from "../view/window.ts";

/** Every SGR sequence of our own paints; a row with another ESC in it is somebody else's doing. */
const esc = "\x1b";
const ownSgr = new RegExp(`${esc}\\[(?:[1-9]|2[2-9]|3[0-79]|90|38;5;\\d{1,3})m`, "g");

/** Every link of our own: by id, to a web address in ASCII. */
const ownLink = new RegExp(`${esc}\\]8;(?:id=[\\w-]+;(?:https?|ftp):[!-~]+|;)${esc}\\\\`, "g");

/** A row without what dresses it; an ESC that is left in it came from outside. */
export function undress(row: string): string {
	return row.replaceAll(ownLink, "").replaceAll(ownSgr, "");
}

/** Whether nothing in a row is obeyed by a terminal but our own paints. */
export function isClean(row: string): boolean {
	return !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(undress(row));
}

/** The columns a row takes on screen. */
export function columnsOf(row: string): number {
	return widthOf(stripVTControlCharacters(undress(row)));
}

/** A block of the screen, and how wide its rows may be. */
export type Part = {
	readonly name: string;
	readonly rows: readonly string[];
	readonly width: number;
};

/** Every block of the screen that can be seen in this state. */
export function partsOf(state: State, look: Look): Part[] {
	const { style } = look;
	const { layout, ...window } = look.windowOf(state);
	const { columns, paneHeight: height, listWidth, memberWidth, bannerRows } = layout;
	const log = logOf(state, state.current);
	const list = (listWidth === 0 ? Math.min(23, columns) : listWidth) - 1;
	const people = (memberWidth === 0 ? Math.min(23, columns) : memberWidth) - 1;
	const below = itemsBelow(log, window);
	const shown = paneLines(log, window);
	const pane = conversationLines(state).map(({ text }) => text);
	const bare = bareRows(state).map(({ text }) => text);
	const links =
		state.layer.type === "select"
			? linkLines(state, state.layer, { width: layout.paneWidth, height })
			: [];
	const chosen = shown[Math.floor(shown.length / 2)]?.item;
	const selected = paneLines(log, window, chosen).map(({ text }) => text);
	const secondWidth = layout.secondWidth === 0 ? columns : layout.secondWidth;
	const second = secondPaneLines(state, { width: Math.max(0, secondWidth - 1), height });
	const layer = state.layer.type === "help" ? state.layer : openedHelp();
	const help = helpLines(state, layer, { width: columns, height });
	return [
		{ name: "title", rows: [titleLine(state)], width: columns },
		{ name: "pane", rows: pane, width: layout.paneWidth },
		{ name: "bare", rows: bare, width: columns },
		{ name: "links", rows: links, width: layout.paneWidth },
		{ name: "selected", rows: selected, width: layout.paneWidth },
		{ name: "banner", rows: bannerLines(state, bannerRows), width: columns },
		{ name: "status", rows: [statusLine(state, below)], width: columns },
		{ name: "rooms", rows: roomLines(state, { width: list, height, style }), width: list },
		{ name: "people", rows: memberLines(state, { width: people, height, style }), width: people },
		{ name: "help", rows: help, width: columns },
		{
			name: "menu",
			rows: menuLines(state, { width: layout.paneWidth, height }),
			width: layout.paneWidth,
		},
		{ name: "second", rows: second, width: Math.max(0, secondWidth - 1) },
		...switcherParts(state),
		{
			name: "composer",
			rows: composerRows(state, layout.composerRows, style).rows,
			width: columns,
		},
	];
}

function switcherParts(state: State): Part[] {
	if (state.layer.type !== "switcher") return [];
	const { width } = switcherBox(state);
	return [{ name: "switcher", rows: switcherLines(state, state.layer), width }];
}
