import type { Editor } from "../input/editor.ts";
import { type Candidate, type Completion, putCandidate, stepMenu } from "../state/completion.ts";
import type { Person, State } from "../state/state.ts";
import type { EmojiNames } from "../text/emoji.ts";
import { themeNames } from "../theme/theme.ts";
import { argumentAt } from "./argument.ts";
import {
	commandsStarting,
	emojiStarting,
	peopleElsewhere,
	peopleStarting,
	roomsStarting,
	toPersonCandidate,
} from "./candidates.ts";

/** What is known besides the state. */
export type Sources = {
	/** The names of emoji, once they are read. */
	readonly emoji?: EmojiNames;
	/** What keys can do. */
	readonly actions?: readonly { readonly name: string; readonly help: string }[];
};

/** The word before the cursor, and where it begins. */
type Word = { readonly text: string; readonly from: number };

/** The state after Tab (`step` 1) or Shift+Tab (-1): the next thing that the word before the cursor may mean. */
export function complete(state: State, step: 1 | -1, sources: Sources = {}): State {
	const { completion } = state;
	const isRunning = completion?.index !== undefined && completion.candidates.length > 0;
	const begun = isRunning ? completion : beginCompletion(state, sources);
	if (begun === undefined) return state;
	if (begun.candidates.length > 1) return stepMenu(state, begun, { step, picked: false });
	return offerCommands({ ...putCandidate(state, { ...begun, index: 0 }), completion: undefined });
}

/** The state with the menu of commands while one types the name of one. */
export function offerCommands(state: State): State {
	const [, beginning] = /^\/([^\s/]*)$/.exec(state.editor.text) ?? [];
	const { text, cursor } = state.editor;
	if (beginning === undefined || cursor !== text.length) return state;
	const candidates = commandsStarting(beginning);
	if (candidates.length === 0) return state;
	return { ...state, completion: offer(state.editor, 0, candidates) };
}

/** Whether the word before the cursor is the beginning of an emoji's name. */
export function wantsEmoji(editor: Editor): boolean {
	return emojiPattern.test(wordAt(editor).text);
}

const emojiPattern = /^:[a-z0-9_+-]+$/i;

function beginCompletion(state: State, sources: Sources): Completion | undefined {
	const word = wordAt(state.editor);
	const candidates = candidatesFor(state, word, sources);
	return candidates.length === 0 ? undefined : offer(state.editor, word.from, candidates);
}

function offer(typed: Editor, from: number, candidates: readonly Candidate[]): Completion {
	return { candidates, index: undefined, from, typed, picked: false };
}

function wordAt({ text, cursor }: Editor): Word {
	const word = text.slice(0, cursor).split(/\s/).at(-1) ?? "";
	return { text: word, from: cursor - word.length };
}

function candidatesFor(state: State, word: Word, sources: Sources): readonly Candidate[] {
	const asked = candidatesOfArgument(state, word, sources);
	if (asked !== undefined) return asked;
	const { text, from } = word;
	if (text === "") return [];
	if (text.startsWith("/")) return from === 0 ? commandsStarting(text.slice(1)) : [];
	if (text.startsWith("#")) return roomsStarting(state, text);
	if (emojiPattern.test(text))
		return sources.emoji === undefined
			? []
			: emojiStarting(state, sources.emoji, text.slice(1).toLowerCase());
	const [, at = "", name = ""] = /^(@?)(.*)$/s.exec(text) ?? [];
	const ending = from === 0 && at === "" ? ": " : " ";
	return peopleStarting(state, name).map((person) =>
		toPersonCandidate(person, (shown) => `${at}${shown}${ending}`),
	);
}

type PeopleOf = (state: State, beginning: string) => Person[];

/** People for a command. It takes one word; a name may have several, an account has one. */
function peopleNamed(state: State, typed: string, starting: PeopleOf): Candidate[] {
	const [, at = "", name = ""] = /^(@?)(.*)$/s.exec(typed) ?? [];
	return starting(state, name).map((person) =>
		toPersonCandidate(person, (shown) => `${at}${/\s/.test(shown) ? person.account : shown} `),
	);
}

/** What the argument of a command is completed to; undefined where it is a text like any other. */
function candidatesOfArgument(
	state: State,
	{ text }: Word,
	{ actions = [] }: Sources,
): readonly Candidate[] | undefined {
	const completes = argumentAt(state.editor)?.argument.completes;
	if (completes === undefined) return undefined;
	switch (completes) {
		case "room":
			return roomsStarting(state, text);
		case "either":
			return text.startsWith("@")
				? peopleNamed(state, text, peopleStarting)
				: roomsStarting(state, text);
		case "anybody":
			return peopleNamed(state, text, peopleElsewhere);
		case "person":
			return peopleNamed(state, text, peopleStarting);
		case "command":
			return commandsStarting(text.replace(/^\//, "")).map((command) => ({
				...command,
				text: command.text.slice(1),
			}));
		case "theme":
			return wordsStarting(themeNames, text);
		case "action":
			return actions
				.filter(({ name }) => name.startsWith(text.toLowerCase()))
				.map(({ name, help }) => ({ text: `${name} `, label: name, note: help }));
		default:
			return wordsStarting(completes, text);
	}
}

function wordsStarting(words: readonly string[], beginning: string): Candidate[] {
	return words
		.filter((word) => word.toLowerCase().startsWith(beginning.toLowerCase()))
		.map((word) => ({ text: `${word} `, label: word, note: "" }));
}
