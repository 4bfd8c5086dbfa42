import type { SelectLayer } from "../state/select.ts";
import type { State } from "../state/state.ts";
import type { SwitcherLayer } from "../state/switcher.ts";
import { askLines } from "./ask-lines.ts";
import { bannerLines } from "./banner.ts";
import { helpLines } from "./help-lines.ts";
import { keysTestLines } from "./keys-test-lines.ts";
import { layoutOf, overlayWidth } from "./layout.ts";
import { linkLines } from "./link-lines.ts";
import { menuLines } from "./menu-lines.ts";
import { type Panel, panelOf } from "./panel.ts";
import { membersIn, roomsIn, secondIn } from "./panels.ts";
import { switcherBox, switcherLines } from "./switcher-lines.ts";

/** What is wrong with the connection, over the first rows of the conversation. */
export function bannerPanel(state: State): Panel | undefined {
	const { listWidth: left, paneWidth: width, bannerRows: height } = layoutOf(state);
	if (height === 0) return undefined;
	return panelOf(bannerLines(state, height), { left, width, height });
}

/** What lies over the conversation and its sides. It covers, it never squeezes. */
export function frontPanel(state: State): Panel | undefined {
	const { layer, columns } = state;
	const { paneHeight: height } = layoutOf(state);
	const whole = { width: columns, height };
	const width = overlayWidth(columns);
	switch (layer.type) {
		case "none":
		case "recall":
		case "bare":
			return undefined;
		case "ask":
			return atBottom(state, askLines(state, layer).rows);
		case "select":
			return linksPanel(state, layer);
		case "rooms":
			return roomsIn(state, { width, height });
		case "members":
			return { ...membersIn(state, { width, height }), left: columns - width };
		case "second":
			return secondIn(state, whole);
		case "keys-test":
			return panelOf(keysTestLines(state, layer, whole), whole);
		case "switcher":
			return switcherPanel(state, layer);
		case "help":
			return panelOf(helpLines(state, layer, whole), whole);
	}
}

/** What is offered for the line, over the last rows of the conversation. */
export function menuPanel(state: State): Panel | undefined {
	const { paneWidth: width, paneHeight: height } = layoutOf(state);
	return atBottom(state, menuLines(state, { width, height }));
}

/** The links to choose from, over the last rows of the conversation. */
function linksPanel(state: State, layer: SelectLayer): Panel | undefined {
	const { paneWidth: width, paneHeight: height } = layoutOf(state);
	return atBottom(state, linkLines(state, layer, { width, height }));
}

function atBottom(state: State, rows: readonly string[]): Panel | undefined {
	if (rows.length === 0) return undefined;
	const { listWidth: left, paneWidth: width, paneHeight } = layoutOf(state);
	const { length: height } = rows;
	return panelOf(rows, { left, top: paneHeight - height, width, height });
}

/** The switcher, over the middle of the screen. */
function switcherPanel(state: State, layer: SwitcherLayer): Panel {
	const { left, width, height } = switcherBox(state);
	return panelOf(switcherLines(state, layer), { left, width, height });
}
