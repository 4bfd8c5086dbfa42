import { type Editor, replaceText } from "../input/editor.ts";
import { moveTo } from "../input/moves.ts";
import { type Completion, meIn, type State } from "../state/state.ts";
import { slashCommands } from "./commands.ts";

/** The state after Tab (`step` 1) or Shift+Tab (-1): the next thing that the word before the cursor may mean. */
export function complete(state: State, step: 1 | -1): State {
	const running = state.completion ?? begin(state);
	if (running === undefined) return state;
	const count = running.candidates.length;
	const index = state.completion === undefined ? 0 : (running.index + step + count) % count;
	const chosen = running.candidates[index] ?? "";
	return {
		...state,
		editor: replaceWord(state.editor, running.from, chosen),
		completion: { ...running, index },
		hint:
			count === 1
				? ""
				: running.candidates
						.map((name, at) => (at === index ? `[${name.trim()}]` : name.trim()))
						.join(" "),
	};
}

function begin(state: State): Completion | undefined {
	const { text, cursor } = state.editor;
	const typed = text.slice(0, cursor).split(/\s/).at(-1) ?? "";
	const from = cursor - typed.length;
	const word = typed.toLowerCase();
	if (word === "") return undefined;
	const candidates = candidatesFor(state, word, text.slice(0, from)).filter((candidate) =>
		candidate.toLowerCase().startsWith(word),
	);
	return candidates.length === 0 ? undefined : { candidates, index: 0, from };
}

function candidatesFor(state: State, word: string, before: string): string[] {
	if (word.startsWith("/") && before === "")
		return slashCommands.map((command) => `/${command.name} `);
	if (word.startsWith("#")) return state.rooms.map(({ room }) => `${room} `);
	const people = [...(state.members.get(state.current)?.values() ?? [])];
	const ending = before === "" ? ": " : " ";
	return people
		.filter(({ account }) => account !== meIn(state)?.account)
		.map(({ name }) => `${name}${ending}`)
		.sort();
}

function replaceWord(editor: Editor, from: number, word: string): Editor {
	const rest = editor.text.slice(editor.cursor);
	const text = editor.text.slice(0, from) + word + rest;
	return moveTo(replaceText(editor, text), from + word.length);
}
