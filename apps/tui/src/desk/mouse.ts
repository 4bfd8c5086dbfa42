import { actions } from "../actions/actions.ts";
import { slashCommands } from "../commands/commands.ts";
import { insert } from "../input/editor.ts";
import { createKey, type Mouse } from "../input/event.ts";
import { moveTo } from "../input/moves.ts";
import { modeOf } from "../modes/mode-of.ts";
import { type Completion, stepMenu } from "../state/completion.ts";
import { toggleExpanded } from "../state/expand.ts";
import { noLayer } from "../state/layer.ts";
import { choose } from "../state/switcher.ts";
import { type Cell, type Hit, hitOf, listAt } from "../view/hit.ts";
import type { Desk } from "./desk.ts";
import { openLink } from "./open-link.ts";
import { scrollBy } from "./paging.ts";
import { scrollList } from "./scroll-list.ts";
import { answerLink, beginSelection, endSelection, scrollSelection } from "./selecting.ts";
import { changeSwitcher, pickFound } from "./switcher.ts";

/** Rows that a notch of the wheel goes. */
const wheelRows = 3;

/** Does what a click or the wheel does where the pointer is. With a key held it is the terminal's. */
export function takeMouse(desk: Desk, { action, button, ...mouse }: Mouse): void {
	const isHeld = mouse.shift || mouse.ctrl || mouse.alt;
	const state = desk.state();
	// A click meant for something else is no answer to a question.
	if (isHeld || !state.mouse || state.layer.type === "bare" || state.layer.type === "ask") return;
	if (action === "wheel") turnWheel(desk, mouse, button === "up" ? -1 : 1);
	else if (action === "press" && button === "left") click(desk, hitOf(state, mouse));
}

function turnWheel(desk: Desk, cell: Cell, step: 1 | -1): void {
	desk.change((state) => (state.climbing ? { ...state, climbing: false } : state));
	const { layer, completion } = desk.state();
	const hit = hitOf(desk.state(), cell);
	const list = listAt(desk.state(), cell);
	if (hit.type === "candidate" && completion !== undefined)
		desk.change((state) => stepMenu(state, completion, { step, picked: true }));
	else if (hit.type === "front")
		for (let row = 0; row < wheelRows; row++)
			modeOf(desk.state()).take(desk, { type: "key", key: createKey(step === 1 ? "down" : "up") });
	else if (layer.type === "switcher") changeSwitcher(desk, (now) => choose(now, step));
	else if (list !== undefined) scrollList(desk, list, step * wheelRows);
	else if (hit.type === "message" || hit.type === "nothing") scrollRows(desk, step * wheelRows);
}

function scrollRows(desk: Desk, rows: number): void {
	if (desk.state().layer.type === "select") scrollSelection(desk, () => rows);
	else scrollBy(desk, () => rows);
}

function click(desk: Desk, hit: Hit): void {
	if (hit.type === "action") runAction(desk, hit.action);
	else if (hit.type === "place") desk.open(hit.place);
	else if (hit.type === "person") putName(desk, hit.name);
	else if (hit.type === "message") clickMessage(desk, hit);
	else if (hit.type === "line") putCursor(desk, hit.offset);
	else if (hit.type === "candidate") takeCandidate(desk, hit.index);
	else if (hit.type === "found") pickFound(desk, slashCommands, hit.index);
	else if (hit.type === "link") answerLink(desk, hit.index + 1);
	else if (hit.type === "outside") desk.change((state) => ({ ...state, layer: noLayer }));
}

function runAction(desk: Desk, name: string): void {
	endSelection(desk);
	actions.find((action) => action.name === name)?.run(desk);
}

/** Somebody's name for the line: as Tab puts it. */
function putName(desk: Desk, name: string): void {
	endSelection(desk);
	desk.change((state) => ({ ...state, layer: noLayer }));
	desk.edit((editor) => insert(editor, editor.cursor === 0 ? `${name}: ` : `${name} `));
}

function clickMessage(desk: Desk, hit: Extract<Hit, { type: "message" }>): void {
	const { current } = desk.state();
	if (hit.link !== undefined) openLink(desk, hit.link);
	else if (hit.folds) desk.change((state) => toggleExpanded(state, current, hit.item));
	else if (hit.canSelect) beginSelection(desk, hit.item);
}

function putCursor(desk: Desk, offset: number): void {
	endSelection(desk);
	desk.change((state) => ({ ...state, layer: noLayer }));
	desk.edit((editor) => moveTo(editor, offset));
}

function takeCandidate(desk: Desk, index: number): void {
	const { completion } = desk.state();
	if (completion === undefined) return;
	const before: Completion = { ...completion, index: index - 1 };
	desk.change((state) => stepMenu(state, before, { step: 1, picked: true }));
	// It stands in the line, and what is offered now is for what comes after it.
	desk.edit((editor) => editor);
}
