import type { Action } from "../actions/action.ts";
import { editingActions } from "../actions/editing.ts";
import { goingActions } from "../actions/going.ts";
import { readingActions } from "../actions/reading.ts";
import { windowActions } from "../actions/window.ts";
import { writingActions } from "../actions/writing.ts";
import { slashCommands } from "../commands/commands.ts";
import { keyLabel } from "../input/key-label.ts";
import { recallActions } from "../modes/recall.ts";
import { selectActions } from "../modes/select.ts";
import { switcherActions } from "../modes/switcher.ts";

/** Something one can press or type, and what it does. */
export type HelpEntry = {
	readonly keys: string;
	readonly what: string;
	/** What else finds it, such as the name of its action. */
	readonly also: string;
};

/** Entries that belong together. */
export type HelpSection = { readonly title: string; readonly entries: readonly HelpEntry[] };

/** What no table has. */
const mouse: HelpSection = {
	title: "The mouse",
	entries: [
		{ keys: "Wheel", what: "scroll", also: "mouse" },
		{ keys: "Click", what: "rooms, links, messages, the words of a key", also: "mouse" },
		{ keys: "Shift+drag", what: "select text as your terminal does", also: "mouse copy" },
	],
};

/** What a key does by the chords it has now. */
type Bound = ReadonlyMap<string, Action>;

/** Everything the help tells, by what one does: the keys as they are bound now, then the commands. */
export function helpSections(keymap: Bound): HelpSection[] {
	const chords = new Map<string, string[]>();
	for (const [chord, { name }] of keymap) chords.set(name, [...(chords.get(name) ?? []), chord]);
	const section = (title: string, actions: readonly Action[]): HelpSection => ({
		title,
		entries: withoutNumbers(actions).flatMap((action) => keyEntry(action, chords.get(action.name))),
	});
	return [
		section("Writing", writingActions),
		section("Reading", readingActions),
		{ title: "Going", entries: [...section("", goingActions).entries, ...numberEntry(chords)] },
		section("The window", windowActions),
		{ title: "A chosen message", entries: selectActions.flatMap((one) => keyEntry(one, one.keys)) },
		{
			title: "The switcher",
			entries: switcherActions.flatMap((one) => keyEntry({ ...one, name: "switcher" }, one.keys)),
		},
		{
			title: "The search in what you sent",
			entries: recallActions.flatMap((one) => keyEntry({ ...one, name: "recall" }, one.keys)),
		},
		section("The line", editingActions),
		mouse,
		{ title: "Commands", entries: slashCommands.map(commandEntry) },
	].filter(({ entries }) => entries.length > 0);
}

/** The sections with only what has all of these words somewhere. */
export function findHelp(sections: readonly HelpSection[], words: string): HelpSection[] {
	const wanted = words
		.toLowerCase()
		.split(/\s+/)
		.filter((word) => word !== "");
	if (wanted.length === 0) return [...sections];
	return sections
		.map(({ title, entries }) => ({ title, entries: entries.filter((one) => hasAll(one, wanted)) }))
		.filter(({ entries }) => entries.length > 0);
}

function hasAll({ keys, what, also }: HelpEntry, wanted: readonly string[]): boolean {
	const text = `${keys} ${what} ${also}`.toLowerCase();
	return wanted.every((word) => text.includes(word));
}

function keyEntry(
	{ name, help }: Pick<Action, "name" | "help">,
	chords: readonly string[] | undefined,
): HelpEntry[] {
	if (chords === undefined || chords.length === 0) return [];
	return [{ keys: chords.map(keyLabel).join(", "), what: help, also: name }];
}

function commandEntry({ usage, help, aliases }: (typeof slashCommands)[number]): HelpEntry {
	const also = aliases.map((alias) => `/${alias}`).join(" ");
	return {
		keys: usage,
		what: also === "" ? help : `${help} (also ${also.replaceAll(" ", ", ")})`,
		also,
	};
}

const numbered = /^room-\d+$/;

function withoutNumbers(actions: readonly Action[]): readonly Action[] {
	return actions.filter(({ name }) => !numbered.test(name));
}

/** The many keys that go to a room by its number, as one entry. */
function numberEntry(chords: ReadonlyMap<string, readonly string[]>): HelpEntry[] {
	const all = [...chords].flatMap(([name, bound]) => (numbered.test(name) ? bound : []));
	const [first, last] = [all[0], all.at(-1)];
	if (first === undefined || last === undefined) return [];
	const keys = first === last ? keyLabel(first) : `${keyLabel(first)} to ${keyLabel(last)}`;
	return [{ keys, what: "the room with this sign before it in the list", also: "room number" }];
}
