import { logOf, type State } from "../state/state.ts";
import { conversationLines } from "./conversation-lines.ts";
import { layoutOf } from "./layout.ts";
import { memberLines, roomLines } from "./lists.ts";
import { itemsBelow } from "./pane.ts";
import { type Panel, panelOf } from "./panel.ts";
import { secondPaneLines } from "./second-pane.ts";
import { statusLine } from "./status-line.ts";
import { titleLine } from "./title-line.ts";

type Size = Pick<Panel, "width" | "height">;

/** The first row. */
export function titlePanel(state: State): Panel | undefined {
	const { columns: width, titleRows: height } = layoutOf(state);
	return height === 0 ? undefined : panelOf([titleLine(state)], { width, height });
}

/** The rooms beside the conversation. */
export function roomsPanel(state: State): Panel | undefined {
	const { listWidth: width, paneHeight: height } = layoutOf(state);
	return width === 0 ? undefined : roomsIn(state, { width, height });
}

/** The messages on screen, the newest at the bottom. */
export function conversationPanel(state: State): Panel {
	const { paneWidth: width, paneHeight: height } = layoutOf(state);
	const lines = conversationLines(state);
	const gap = Array.from({ length: height - lines.length }, (_, row) => ({
		key: `gap:${row}`,
		text: "",
	}));
	return { left: 0, top: 0, width, height, rows: [...gap, ...lines] };
}

/** Mentions or another room beside the conversation. */
export function secondPanel(state: State): Panel | undefined {
	const { secondWidth: width, paneHeight: height } = layoutOf(state);
	return width === 0 ? undefined : secondIn(state, { width, height });
}

/** The people of the room beside the conversation. */
export function membersPanel(state: State): Panel | undefined {
	const { memberWidth: width, paneHeight: height } = layoutOf(state);
	return width === 0 ? undefined : membersIn(state, { width, height });
}

/** The last row. */
export function statusPanel(state: State): Panel | undefined {
	const { layout, ...window } = state.look.windowOf(state);
	const { columns: width, statusRows: height } = layout;
	if (height === 0) return undefined;
	const below = itemsBelow(logOf(state, state.current), window);
	return panelOf([statusLine(state, below)], { width, height });
}

/** The rooms, with a border to their right. */
export function roomsIn(state: State, { width, height }: Size): Panel {
	const { style } = state.look;
	const border = borderOf(state);
	const lines = roomLines(state, { width: width - 1, height, style });
	return panelOf(
		lines.map((line) => `${line}${border}`),
		{ width, height },
	);
}

/** Mentions or another room, with a border to their left. */
export function secondIn(state: State, { width, height }: Size): Panel {
	const border = borderOf(state);
	const lines = secondPaneLines(state, { width: width - 1, height });
	return panelOf(
		lines.map((line) => `${border}${line}`),
		{ width, height },
	);
}

/** The people of the room, with a border to their left. */
export function membersIn(state: State, { width, height }: Size): Panel {
	const { style } = state.look;
	const border = borderOf(state);
	const lines = memberLines(state, { width: width - 1, height, style });
	return panelOf(
		lines.map((line) => `${border}${line}`),
		{ width, height },
	);
}

function borderOf({ look }: State): string {
	return look.style.rule(look.signs.bar);
}
