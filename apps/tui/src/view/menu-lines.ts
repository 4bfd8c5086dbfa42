import { argumentAt } from "../commands/argument.ts";
import type { Candidate, Completion } from "../state/completion.ts";
import type { State } from "../state/state.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { usualTextMax } from "./layout.ts";

/** Rows of the menu at most, its title among them. */
const menuMax = 8;

/** The columns of what a candidate is, before what is said of it. */
const labelMax = 30;

/** What of the candidates is on screen: so many from the first on. */
export type MenuWindow = { readonly first: number; readonly count: number };

/**
 * What is offered above the line, over the last rows of the conversation: the candidates for the word
 * before the cursor, or what the command takes there. Each row exactly as wide.
 */
export function menuLines(
	state: State,
	{ width, height }: { readonly width: number; readonly height: number },
): string[] {
	const { completion, layer } = state;
	if (height === 0 || width === 0 || (layer.type !== "none" && completion === undefined)) return [];
	// What a command could not do is told where its arguments would lie.
	if (completion === undefined) return state.hint === "" ? argumentLines(state, width) : [];
	const { first, count } = menuWindow(completion, height);
	const shown = completion.candidates.slice(first, first + count);
	const widest = Math.max(...shown.map(({ label }) => widthOf(label)));
	const column = Math.min(labelMax, widest, Math.max(1, width - 4));
	const rows = shown.map((candidate, row) =>
		candidateRow(state, candidate, { width, column, chosen: first + row === completion.index }),
	);
	return hasTitle(height) ? [titleRow(state, completion, width), ...rows] : rows;
}

/** Which candidates are on screen, around the one that is chosen. */
export function menuWindow({ candidates, index = 0 }: Completion, height: number): MenuWindow {
	const room = Math.min(menuMax, height) - (hasTitle(height) ? 1 : 0);
	const count = Math.min(candidates.length, room);
	const middle = index - Math.floor(count / 2);
	return { first: Math.max(0, Math.min(middle, candidates.length - count)), count };
}

/** Where there are few rows the candidates need them. */
function hasTitle(height: number): boolean {
	return height >= 4;
}

function candidateRow(
	{ look }: State,
	{ label, note }: Candidate,
	{ width, column, chosen }: { width: number; column: number; chosen: boolean },
): string {
	const { style, signs, show } = look;
	const name = pad(show(label), column, signs.ellipsis);
	const head = truncate(`${chosen ? signs.chosen : " "} ${name}  `, width, "");
	const left = width - widthOf(head);
	const words = truncate(show(note), Math.min(left, usualTextMax), signs.ellipsis);
	const tail = pad(words, left, signs.ellipsis);
	return chosen ? style.selection(head + tail) : head + style.dim(tail);
}

function titleRow(state: State, { candidates, index }: Completion, width: number): string {
	const { length } = candidates;
	if (index === undefined) return ruleOf(state, `${length} to choose from: Tab takes`, width);
	return ruleOf(state, `${index + 1} of ${length}: Tab next, Esc gives back`, width);
}

/** What the command takes where the cursor is. */
function argumentLines(state: State, width: number): string[] {
	const typed = argumentAt(state.editor);
	if (typed === undefined) return [];
	const { command, argument } = typed;
	return [ruleOf(state, `/${command.name} ${argument.name}: ${argument.help}`, width)];
}

/** A line across the menu with words in it. */
function ruleOf({ look }: State, words: string, width: number): string {
	const { signs, style } = look;
	const text = truncate(`${signs.rule} ${words} `, width, signs.ellipsis);
	return `${style.hint(text)}${style.rule(signs.rule.repeat(Math.max(0, width - widthOf(text))))}`;
}
