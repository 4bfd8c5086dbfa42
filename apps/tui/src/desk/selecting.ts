import { moveRoom } from "../state/clear.ts";
import { toggleExpanded } from "../state/expand.ts";
import { type Item, indexOfKey } from "../state/item.ts";
import { numberOf, textOf } from "../state/item-text.ts";
import { noLayer } from "../state/layer.ts";
import { roomIn } from "../state/place.ts";
import type { Anchor } from "../state/room-log.ts";
import { type SelectLayer, selectedKey } from "../state/select.ts";
import { logOf, roomAt, type State } from "../state/state.ts";
import { findLinks } from "../view/links.ts";
import {
	anchorShowing,
	goesOnBelow,
	stopAtEdge,
	stopBeside,
	stopOnScreen,
} from "../view/selection.ts";
import { copyText, linesText } from "./clipboard.ts";
import type { Desk } from "./desk.ts";
import { openLink } from "./open-link.ts";
import { loadPages, scrollBy } from "./paging.ts";

/** What the keys of the mode are, for as long as there is nothing else to say. */
const modeHint = "Selection: j k move, y copy, o open, ? help, Esc back";
/** As many links as there are digits to choose them by. */
const mostLinks = 9;

/** Chooses a message: that one, or the last on screen. */
export function beginSelection(desk: Desk, key?: string): void {
	const state = desk.state();
	const log = logOf(state, state.current);
	const item = key ?? stopOnScreen(log, state.look.windowOf(state), "last");
	if (item === undefined) {
		desk.change((now) => ({ ...now, hint: "There is no message to choose yet" }));
		return;
	}
	const before = state.layer.type === "select" ? state.layer.before : log.anchor;
	choose(desk, item, before);
}

/** Goes to the message below, or above; on a message longer than the screen a part of it further. */
export function stepSelection(desk: Desk, step: 1 | -1): void {
	const { log, window, key } = placeOf(desk);
	if (key !== undefined && step === 1 && goesOnBelow(log, window, key)) {
		scrollBy(desk, (height) => Math.max(1, Math.floor(height / 2)));
		return;
	}
	const next = key === undefined ? undefined : stopBeside(log, window, { from: key, step });
	chooseOr(desk, next ?? key ?? stopOnScreen(log, window, "last"));
}

/** Goes so many rows down, or up when negative, and chooses the message furthest that way on screen. */
export function scrollSelection(desk: Desk, rows: (height: number) => number): void {
	let by = 0;
	scrollBy(desk, (height) => {
		by = rows(height);
		return by;
	});
	const { log, window } = placeOf(desk);
	chooseOr(desk, stopOnScreen(log, window, by < 0 ? "first" : "last"));
}

/** Goes to the first or the last message of what is held. */
export function selectEdge(desk: Desk, edge: "first" | "last"): void {
	const { log, window } = placeOf(desk);
	chooseOr(desk, stopAtEdge(log, window, edge));
}

/** Ends the selection, back where one read before. */
export function endSelection(desk: Desk): void {
	const { layer, current } = desk.state();
	if (layer.type !== "select") return;
	desk.change((state) => ({
		...moveRoom(state, current, layer.before),
		layer: noLayer,
		hint: "",
	}));
	loadPages(desk);
}

/** Copies what the chosen message says. */
export function copySelected(desk: Desk): void {
	const text = textOf(selectedItem(desk.state()));
	if (text === undefined) tellHint(desk, "There is no text to copy here");
	else copyText(desk, text, linesText(text));
}

/** Copies what the chosen message is called: its room and number. */
export function copyNumber(desk: Desk): void {
	const state = desk.state();
	const number = numberOf(selectedItem(state));
	if (number === undefined) tellHint(desk, "This has no number: it is not on the server");
	else {
		const room = roomAt(state, state.current)?.title ?? roomIn(state.current);
		const name = `${room}/${number}`;
		copyText(desk, name, name);
	}
}

/** Opens the link of the chosen message; of several one is asked for. */
export function openSelected(desk: Desk): void {
	const state = desk.state();
	const found = findLinks(textOf(selectedItem(state)) ?? "").map(({ url }) => url);
	const [only, ...more] = new Set(found);
	if (only === undefined) tellHint(desk, "There is no link in this message");
	else if (more.length === 0) openLink(desk, only);
	else askForLink(desk, [only, ...more].slice(0, mostLinks));
}

/** Opens the link of that number, or, without one, asks no longer. */
export function answerLink(desk: Desk, number?: number): void {
	const { layer } = desk.state();
	if (layer.type !== "select") return;
	const url = number === undefined ? undefined : layer.links[number - 1];
	desk.change((state) => ({ ...state, layer: { ...layer, links: [] }, hint: modeHint }));
	if (url !== undefined) openLink(desk, url);
}

/** Shows a long message or a run of comings and goings whole, or folds it again. */
export function unfoldSelected(desk: Desk): void {
	const { current } = desk.state();
	const key = selectedKey(desk.state());
	if (key === undefined) return;
	desk.change((state) => toggleExpanded(state, current, key));
	chooseOr(desk, key);
}

/** The chosen item. */
export function selectedItem(state: State): Item | undefined {
	const key = selectedKey(state);
	const { items, posts } = logOf(state, state.current);
	if (key === undefined) return undefined;
	return items[indexOfKey(items, key)] ?? posts.find((post) => post.key === key);
}

/** Says something about the last key, in place of what the keys are. */
export function tellHint({ change }: Desk, hint: string): void {
	change((state) => ({ ...state, hint }));
}

function askForLink(desk: Desk, links: readonly string[]): void {
	const { layer } = desk.state();
	if (layer.type !== "select") return;
	const hint = `Which link? 1 to ${links.length}, Esc none`;
	desk.change((state) => ({ ...state, layer: { ...layer, links }, hint }));
}

function placeOf(desk: Desk) {
	const state = desk.state();
	const log = logOf(state, state.current);
	return { log, window: state.look.windowOf(state), key: selectedKey(state) };
}

function chooseOr(desk: Desk, item: string | undefined): void {
	const { layer } = desk.state();
	if (layer.type !== "select") return;
	// What was chosen may be gone, and all with it.
	if (item === undefined) endSelection(desk);
	else choose(desk, item, layer.before);
}

function choose(desk: Desk, item: string, before: Anchor): void {
	const layer: SelectLayer = { type: "select", item, before, links: [] };
	desk.change((state) => {
		const log = logOf(state, state.current);
		const anchor = anchorShowing(log, state.look.windowOf(state), item);
		const chosen = { ...state, layer, hint: modeHint, completion: undefined, leaving: false };
		return moveRoom(chosen, state.current, anchor);
	});
	loadPages(desk);
}
