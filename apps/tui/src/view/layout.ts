import { labelOf, meIn, type State, statusIn } from "../state/state.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { editorLines } from "./composer-lines.ts";

/** How a message is set: name above the text, in front of it, or in a column of its own. */
export type Shape = "narrow" | "inline" | "column";

/** Where everything is, in columns and rows (UX: layouts by width). Zero means not shown. */
export type Layout = {
	readonly columns: number;
	readonly rows: number;
	readonly shape: Shape;
	/** The room list beside the conversation, its border included. */
	readonly listWidth: number;
	readonly memberWidth: number;
	readonly paneWidth: number;
	readonly paneHeight: number;
	readonly titleRows: number;
	readonly bannerRows: number;
	readonly composerRows: number;
	readonly statusRows: number;
};

const narrowBelow = 60;
const listFrom = 100;
const membersFrom = 160;
/** Below this many rows the title gives its row to the conversation. */
const titleFromRows = 20;
const composerMaxRows = 5;
/** Longer lines are hard to read; the rest of a wide terminal stays free. */
export const textMax = 100;
/** The name column of the widest shape. */
export const nameWidth = 12;

/** Below this many columns what one types needs all of them. */
const promptFrom = 8;
/** More of one's own name than this is no help. */
const promptNameMax = 20;

/** The prompt before what one types. */
export function promptOf(state: State): string {
	if (state.columns < promptFrom) return "";
	const me = meIn(state);
	if (state.columns < narrowBelow || me === undefined) return "> ";
	return `${truncate(me.name, promptNameMax)}> `;
}

/** Columns left for what one types, beside the prompt; one column stays free for the cursor. */
export function typingWidth(state: State): number {
	return Math.max(1, state.columns - widthOf(promptOf(state)) - 1);
}

/** The layout for what the state shows now. */
export function layoutOf(state: State): Layout {
	const { columns, rows } = state;
	const listWidth = columns < listFrom ? 0 : columns < membersFrom ? listWidthOf(state) : 25;
	const memberWidth = columns < membersFrom ? 0 : 19;
	const typed = editorLines(state.editor, typingWidth(state)).lines.length;
	const titleRows = rows < titleFromRows ? 0 : 1;
	const composerRows = Math.min(typed, composerMaxRows, Math.max(1, rows - 4));
	const bannerRows = rows >= 6 && isTroubled(state) ? bannerHeight(columns) : 0;
	const left = rows - titleRows - bannerRows - composerRows;
	// The status gives its row to the conversation, and both theirs to what one types.
	const paneHeight = Math.max(0, left > 1 ? left - 1 : left);
	return {
		columns,
		rows,
		shape: columns < narrowBelow ? "narrow" : columns < listFrom ? "inline" : "column",
		listWidth,
		memberWidth,
		paneWidth: Math.max(1, columns - listWidth - memberWidth),
		paneHeight,
		titleRows,
		bannerRows,
		composerRows,
		statusRows: left > 1 ? 1 : 0,
	};
}

/** Whether the connection needs more words than the status line has room for. */
function isTroubled(state: State): boolean {
	const status = statusIn(state);
	return status.state === "waiting" || (status.state === "closed" && status.problem !== undefined);
}

function bannerHeight(columns: number): number {
	return columns < narrowBelow ? 3 : columns < listFrom ? 2 : 1;
}

function listWidthOf(state: State): number {
	const longest = Math.max(0, ...state.rooms.map(({ place }) => widthOf(labelOf(state, place))));
	return Math.min(22, Math.max(18, longest + 8));
}
