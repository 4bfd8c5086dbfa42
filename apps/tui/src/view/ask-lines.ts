import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { AskLayer } from "../state/ask.ts";
import type { State } from "../state/state.ts";
import { tailOf } from "../text/tail.ts";
import { pad } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import { layoutOf } from "./layout.ts";

/** A question as rows of exactly the width of the conversation, and where one answers it. */
export type AskRows = {
	readonly rows: readonly string[];
	/** In columns and rows of the middle of the screen. */
	readonly cursor: { readonly x: number; readonly y: number };
};

const prompt = "> ";
const ways = "Enter answers, Esc does not";
/** However long a secret is, so many signs stand for it. */
const secretSigns = 8;

/** A question over the last rows of the conversation; where they do not suffice, what is typed stays. */
export function askLines(state: State, { question, line }: AskLayer): AskRows {
	const { listWidth, paneWidth: width, paneHeight } = layoutOf(state);
	const { style, signs, show } = state.look;
	const { ellipsis } = signs;
	const told = question.lines.flatMap((text) =>
		wrap(show(sanitizeLine(text)), width - 2, { indent: 2 }),
	);
	const room = Math.max(0, paneHeight - 3);
	const cut = told.length > room ? told.slice(0, room) : told;
	const typed = typedIn(state, { question, line });
	const answer = pad(`${prompt}${typed.text}`, width, ellipsis);
	const rows = [
		style.inverse(pad(` ${show(sanitizeLine(question.title))}`, width, ellipsis)),
		...cut.map((row) => pad(` ${row}`, width, ellipsis)),
		style.hint(pad(` ${ways}`, width, ellipsis)),
		answer,
	].slice(-Math.max(1, paneHeight));
	const x = listWidth + Math.min(width - 1, prompt.length + typed.column);
	return { rows, cursor: { x, y: Math.max(0, paneHeight - 1) } };
}

/** What is to be seen of the answer, and the column of the cursor in it. */
function typedIn(
	state: State,
	{ question, line }: Pick<AskLayer, "question" | "line">,
): { readonly text: string; readonly column: number } {
	const { text, cursor } = line;
	if (question.secret === true) {
		const shown = text === "" ? "" : state.look.signs.secret.repeat(secretSigns);
		return { text: shown, column: shown.length };
	}
	const room = Math.max(1, layoutOf(state).paneWidth - prompt.length - 1);
	const before = tailOf(sanitizeLine(text.slice(0, cursor)), room);
	return { text: before + sanitizeLine(text.slice(cursor)), column: widthOf(before) };
}
