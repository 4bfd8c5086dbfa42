import { lineOf, recallPrompt } from "../state/recall.ts";
import { labelOf, meIn, type State, statusIn } from "../state/state.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { editorLines } from "./composer-lines.ts";
import { problemRows } from "./problem-rows.ts";

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
	/** What stands to the right of the conversation: mentions, or another room; its border included. */
	readonly secondWidth: number;
	readonly paneWidth: number;
	readonly paneHeight: number;
	readonly titleRows: number;
	/** Rows at the top of the conversation that say what is wrong; they cover, so that nothing moves. */
	readonly bannerRows: number;
	readonly composerRows: number;
	readonly statusRows: number;
};

/** Below this many columns the name stands above the text. */
export const narrowBelow = 60;
/** From this many columns on lists stand beside the conversation. */
export const listFrom = 100;
const wideFrom = 160;
const membersWidth = 19;
/** The second pane, at most and at least, and the text it must leave. */
const secondMax = 60;
const secondMin = 40;
const textMin = 70;
/** Below this many rows the title gives its row to the conversation. */
const titleFromRows = 20;
const composerMaxRows = 5;
/** Longer lines are hard to read; the rest of a wide terminal stays free. */
export const usualTextMax = 100;
/** The name column of the widest shape. */
export const nameWidth = 12;

/** The lists over the conversation, where there is no room beside it; their border included. */
export function overlayWidth(columns: number): number {
	return Math.min(23, columns);
}

/** Below this many columns what one types needs all of them. */
const promptFrom = 8;
/** More of one's own name than this is no help. */
const promptNameMax = 20;

/** The prompt before what one types, or before what the search finds. */
export function promptOf(state: State): string {
	const { show, signs } = state.look;
	if (state.columns < promptFrom) return "";
	if (state.layer.type === "recall")
		return truncate(show(recallPrompt(state.layer)), Math.floor(state.columns / 2), signs.ellipsis);
	const me = meIn(state);
	if (state.columns < narrowBelow || me === undefined) return "> ";
	return `${truncate(show(me.name), promptNameMax, signs.ellipsis)}> `;
}

/** Columns left for what one types, beside the prompt; one column stays free for the cursor. */
export function typingWidth(state: State): number {
	return Math.max(1, state.columns - widthOf(promptOf(state)) - 1);
}

/** Columns before the text where a name stands in front of it: clock, and a name of seven letters. */
export const inlineMargin = 14;
/** Columns before the text in the widest shape: clock and name. */
export const columnMargin = 6 + nameWidth + 2;

const layouts = new WeakMap<State, Layout>();

/** The layout for what the state shows now: every part of the screen asks for it. */
export function layoutOf(state: State): Layout {
	const layout = layouts.get(state) ?? computeLayout(state);
	layouts.set(state, layout);
	return layout;
}

function computeLayout(state: State): Layout {
	const { columns, rows } = state;
	const sides = sidesOf(state);
	const typed = editorLines(lineOf(state), typingWidth(state)).lines.length;
	const titleRows = rows < titleFromRows ? 0 : 1;
	const composerRows = Math.min(typed, composerMaxRows, Math.max(1, rows - 4));
	const left = rows - titleRows - composerRows;
	// The status gives its row to the conversation, and both theirs to what one types.
	const paneHeight = Math.max(0, left > 1 ? left - 1 : left);
	return {
		columns,
		rows,
		shape: columns < narrowBelow ? "narrow" : columns < listFrom ? "inline" : "column",
		...sides,
		paneHeight,
		titleRows,
		bannerRows: bannerHeight(state, { width: sides.paneWidth, height: paneHeight }),
		composerRows,
		statusRows: left > 1 ? 1 : 0,
	};
}

type SideWidths = Pick<Layout, "listWidth" | "memberWidth" | "secondWidth" | "paneWidth">;

/** Who gets the columns beside the conversation (UX: layouts by width). */
function sidesOf(state: State): SideWidths {
	const { columns, sides } = state;
	if (columns < listFrom)
		return { listWidth: 0, memberWidth: 0, secondWidth: 0, paneWidth: Math.max(1, columns) };
	const isWide = columns >= wideFrom;
	const listWidth = sides.rooms === "never" ? 0 : isWide ? 25 : listWidthOf(state);
	const memberWidth = sides.members === "always" ? membersWidth : 0;
	const left = columns - listWidth - memberWidth;
	const spare = Math.max(secondMin, Math.min(secondMax, left - columnMargin - state.look.textMax));
	const fits = isWide && left - spare - columnMargin >= textMin;
	const secondWidth = fits && sides.second !== "never" ? spare : 0;
	return { listWidth, memberWidth, secondWidth, paneWidth: left - secondWidth };
}

/**
 * What ended the connection is told whole, as it goes on only when somebody does something about it; what
 * passes by itself has a place that does not grow.
 */
function bannerHeight(
	state: State,
	pane: { readonly width: number; readonly height: number },
): number {
	const { state: connection } = statusIn(state);
	if (connection === "closed") return Math.min(problemRows(state, pane.width).length, pane.height);
	if (connection !== "waiting") return 0;
	return Math.max(0, Math.min(state.columns < narrowBelow ? 2 : 1, pane.height - 1));
}

const listMin = 18;
const listMax = 22;
const listWidths = new WeakMap<State["rooms"], number>();

function listWidthOf(state: State): number {
	const known = listWidths.get(state.rooms);
	if (known !== undefined) return known;
	let width = listMin;
	for (const { place } of state.rooms) {
		if (width === listMax) break;
		width = Math.min(listMax, Math.max(width, widthOf(labelOf(state, place)) + 8));
	}
	listWidths.set(state.rooms, width);
	return width;
}
