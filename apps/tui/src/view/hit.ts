import type { AccountName } from "@partyline/shared/protocol/ids";
import { foldOf } from "../state/folding.ts";
import type { List } from "../state/lists.ts";
import type { Place } from "../state/place.ts";
import { lineOf } from "../state/recall.ts";
import { logOf, type State } from "../state/state.ts";
import { widthOf } from "../text/width.ts";
import { editorLines, offsetAt } from "./composer-lines.ts";
import { composerRows } from "./composer-rows.ts";
import { conversationLines } from "./conversation-lines.ts";
import { type Layout, layoutOf, overlayWidth, promptOf, typingWidth } from "./layout.ts";
import { linkAt } from "./link-at.ts";
import { linkLines } from "./link-lines.ts";
import { personAt, shownItems } from "./lists.ts";
import { menuLines, menuWindow } from "./menu-lines.ts";
import { itemsBelow, type PaneLine } from "./pane.ts";
import { Reader } from "./reader.ts";
import { canSelect } from "./selection.ts";
import { statusSegments } from "./status-line.ts";
import { firstFound, headRows, switcherBox, switcherPage } from "./switcher-lines.ts";
import { titleHits } from "./title-line.ts";

/** A cell of the screen, from 0. */
export type Cell = { readonly column: number; readonly row: number };

/** What is in a cell of the screen, as far as one can do something with it. */
export type Hit =
	/** The words of a key: the name of its action. */
	| { readonly type: "action"; readonly action: string }
	| { readonly type: "place"; readonly place: Place }
	/** `front` covers the conversation, such as the help; `outside` is beside what lies over a part of it. */
	| { readonly type: "lists" | "front" | "outside" | "nothing" }
	| { readonly type: "person"; readonly account: AccountName | undefined; readonly name: string }
	| {
			readonly type: "message";
			readonly item: string;
			readonly link: string | undefined;
			/** Whether it is the row that tells of what is folded. */
			readonly folds: boolean;
			readonly canSelect: boolean;
	  }
	/** A place in what one types, UTF-16. */
	| { readonly type: "line"; readonly offset: number }
	| { readonly type: "candidate" | "found" | "link"; readonly index: number };

const nothing: Hit = { type: "nothing" };
const outside: Hit = { type: "outside" };

/** What is in a cell: asked of the same functions that lay the screen out. */
export function hitOf(state: State, { column, row }: Cell): Hit {
	const layout = layoutOf(state);
	const { titleRows, paneHeight, composerRows: typed } = layout;
	if (row < titleRows) return hitTitle(state, column);
	const middle = row - titleRows;
	if (middle < paneHeight) return hitMiddle(state, layout, { column, row: middle });
	const line = middle - paneHeight;
	if (line < typed) return hitLine(state, layout, { column, row: line });
	return hitStatus(state, column);
}

/** The list that a cell is in, for the wheel. */
export function listAt(state: State, { column, row }: Cell): List | undefined {
	const { titleRows, paneHeight, listWidth, memberWidth } = layoutOf(state);
	const { layer, columns } = state;
	if (row < titleRows || row >= titleRows + paneHeight) return undefined;
	const isOver = layer.type === "rooms" || layer.type === "members";
	const [left, right] = isOver ? widthsOver(layer.type, columns) : [listWidth, memberWidth];
	if (column < left) return "rooms";
	return column >= columns - right ? "members" : undefined;
}

/** The columns at the left and at the right that a list over the conversation takes. */
function widthsOver(list: List, columns: number): readonly [number, number] {
	const width = overlayWidth(columns);
	return list === "rooms" ? [width, 0] : [0, width];
}

function hitTitle({ columns }: State, column: number): Hit {
	const hit = titleHits(columns).find(
		(one) => column >= one.column && column < one.column + one.width,
	);
	return hit === undefined ? nothing : { type: "action", action: hit.action };
}

function hitStatus(state: State, column: number): Hit {
	const { layout: _, ...window } = state.look.windowOf(state);
	const below = itemsBelow(logOf(state, state.current), window);
	const segment = statusSegments(state, below).find(
		(one) => column >= one.column && column < one.column + widthOf(one.text),
	);
	return segment?.place === undefined ? nothing : { type: "place", place: segment.place };
}

function hitLine(state: State, { composerRows: height }: Layout, { column, row }: Cell): Hit {
	if (state.layer.type === "recall") return nothing;
	const editor = lineOf(state);
	const width = typingWidth(state);
	// The rows scroll with the cursor: where it is tells which are on screen.
	const { cursor } = composerRows(state, height, state.look.style);
	const first = editorLines(editor, width).row - cursor.y;
	const cell = { row: first + row, column: Math.max(0, column - widthOf(promptOf(state))) };
	return { type: "line", offset: offsetAt(editor, width, cell) };
}

/** From the front to the back: what is offered, what lies over the conversation, what stands beside it. */
function hitMiddle(state: State, layout: Layout, cell: Cell): Hit {
	return (
		hitMenu(state, layout, cell) ??
		hitLinks(state, layout, cell) ??
		hitFront(state, layout, cell) ??
		(cell.row < layout.bannerRows ? nothing : hitBeside(state, layout, cell))
	);
}

function hitMenu(state: State, layout: Layout, { column, row }: Cell): Hit | undefined {
	const { listWidth, paneWidth: width, paneHeight: height } = layout;
	const lines = menuLines(state, { width, height });
	const top = height - lines.length;
	if (row < top || column < listWidth || column >= listWidth + width) return undefined;
	if (state.completion === undefined) return nothing;
	const { first, count } = menuWindow(state.completion, height);
	const index = row - top - (lines.length - count);
	return index < 0 ? nothing : { type: "candidate", index: first + index };
}

function hitLinks(state: State, layout: Layout, { column, row }: Cell): Hit | undefined {
	const { listWidth, paneWidth: width, paneHeight: height } = layout;
	if (state.layer.type !== "select") return undefined;
	const top = height - linkLines(state, state.layer, { width, height }).length;
	if (row < top || column < listWidth || column >= listWidth + width) return undefined;
	return { type: "link", index: row - top };
}

function hitFront(state: State, layout: Layout, cell: Cell): Hit | undefined {
	const { layer, columns } = state;
	const width = overlayWidth(columns);
	const { column } = cell;
	switch (layer.type) {
		case "rooms":
			return column < width ? hitRooms(state, layout, cell) : outside;
		case "members":
			return column >= columns - width ? hitPeople(state, layout, cell) : outside;
		case "second":
			return hitSecond(state);
		case "switcher":
			return hitSwitcher(state, cell);
		case "none":
		case "recall":
		case "select":
			return undefined;
		default:
			// Whatever else lies over the conversation covers all of it.
			return { type: "front" };
	}
}

function hitSwitcher(state: State, { column, row }: Cell): Hit {
	const { left, width, height } = switcherBox(state);
	if (state.layer.type !== "switcher" || row >= height) return outside;
	if (column < left || column >= left + width) return outside;
	const index = row - headRows;
	if (index < 0 || index >= switcherPage(state)) return nothing;
	return { type: "found", index: firstFound(state, state.layer) + index };
}

function hitBeside(state: State, layout: Layout, cell: Cell): Hit {
	const { listWidth, paneWidth, secondWidth, paneHeight } = layout;
	const { column, row } = cell;
	if (column < listWidth) return hitRooms(state, layout, cell);
	if (column < listWidth + paneWidth) {
		const lines = conversationLines(state);
		const line = lines[row - (paneHeight - lines.length)];
		return line === undefined ? nothing : hitMessage(state, line, column - listWidth);
	}
	if (column < listWidth + paneWidth + secondWidth) return hitSecond(state);
	return hitPeople(state, layout, cell);
}

function hitRooms(state: State, { paneHeight }: Layout, { row }: Cell): Hit {
	const shown = shownItems(state, paneHeight)[row];
	return shown?.type === "item" && shown.item.type === "room"
		? { type: "place", place: shown.item.room.place }
		: { type: "lists" };
}

function hitPeople(state: State, { paneHeight }: Layout, { row }: Cell): Hit {
	const person = personAt(state, paneHeight, row);
	return person === undefined
		? nothing
		: { type: "person", account: person.account, name: person.name };
}

function hitSecond({ sides }: State): Hit {
	return sides.shows === "mentions" ? { type: "lists" } : { type: "place", place: sides.shows };
}

function hitMessage(state: State, line: PaneLine, column: number): Hit {
	const { item, text } = line;
	const log = logOf(state, state.current);
	return {
		type: "message",
		item,
		link: linkAt(text, column),
		folds: isFoldRow(state, line),
		canSelect: canSelect(log, state.look.windowOf(state), item),
	};
}

/** Whether a row is the last one of an item that would be longer if it were unfolded. */
function isFoldRow(state: State, { item, line }: PaneLine): boolean {
	const log = logOf(state, state.current);
	const window = state.look.windowOf(state);
	const reader = new Reader(log, window);
	const index = reader.indexOf(item);
	if (index < 0 || line !== reader.block(index).lines.length - 1) return false;
	const fold = foldOf(reader.item(index));
	const key = fold?.key ?? item;
	if (log.expanded.has(key)) return false;
	if (fold !== undefined) return fold.count > 1;
	const open = new Reader({ ...log, expanded: new Set(log.expanded).add(key) }, window);
	return open.rows(index) > reader.rows(index);
}
