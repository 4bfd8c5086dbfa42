import { readChord } from "./chord.ts";
import { type Problem, unknownName } from "./problem.ts";

/** A line of the config file that binds a key. */
export type BindingEntry = {
	readonly file: string;
	readonly line: number;
	readonly chord: string;
	/** "none" takes the key away from what it does otherwise. */
	readonly action: string;
};

/** Something that keys can do, with the chords it has unless bound otherwise. */
export type Bindable = {
	readonly name: string;
	readonly keys: readonly string[];
	readonly help: string;
};

/** What each chord does, and which lines could not be obeyed. */
export type Bindings<Action extends Bindable> = {
	readonly bindings: ReadonlyMap<string, Action>;
	readonly problems: readonly Problem[];
};

/** What there must be a key for: to send, to leave, to be told the keys. */
export const neededActions: readonly string[] = ["submit", "interrupt", "help"];

type Binding<Action> = {
	readonly chord: string;
	readonly action: Action | undefined;
	readonly entry: BindingEntry;
};

/** Lays the lines of a config file over the usual keys; a line that cannot be obeyed is told and left out. */
export function readBindings<Action extends Bindable>(
	entries: readonly BindingEntry[],
	actions: readonly Action[],
	needed: readonly string[] = neededActions,
): Bindings<Action> {
	const problems: Problem[] = [];
	const tell = ({ file, line }: BindingEntry, what: string) =>
		problems.push({ file, line, setting: "keys", what });
	let wanted: readonly Binding<Action>[] = readEntries(entries, actions, tell);
	for (;;) {
		const bindings = layOver(actions, wanted);
		const fault =
			findPrefix(bindings, wanted) ?? findMissing({ bindings, actions, needed }, wanted);
		if (fault === undefined)
			return { bindings, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
		tell(fault.of.entry, fault.what);
		wanted = wanted.filter((one) => one !== fault.of);
	}
}

function readEntries<Action extends Bindable>(
	entries: readonly BindingEntry[],
	actions: readonly Action[],
	tell: (entry: BindingEntry, what: string) => void,
): Binding<Action>[] {
	const found = new Map<string, Binding<Action>>();
	const names = actions.map(({ name }) => name);
	for (const entry of entries) {
		const read = readChord(entry.chord);
		const action = actions.find(({ name }) => name === entry.action);
		const before = read.ok ? found.get(read.chord) : undefined;
		if (!read.ok) tell(entry, read.problem);
		else if (action === undefined && entry.action !== "none")
			tell(entry, unknownName("action", entry.action, [...names, "none"]));
		else if (before !== undefined)
			tell(entry, `"${read.chord}" is bound in line ${before.entry.line} already`);
		else found.set(read.chord, { chord: read.chord, action, entry });
	}
	return [...found.values()];
}

function layOver<Action extends Bindable>(
	actions: readonly Action[],
	wanted: readonly Binding<Action>[],
): ReadonlyMap<string, Action> {
	const bindings = new Map(
		actions.flatMap((action) => action.keys.map((chord) => [chord, action] as const)),
	);
	for (const { chord, action } of wanted)
		if (action === undefined) bindings.delete(chord);
		else bindings.set(chord, action);
	return bindings;
}

type Fault<Action> = { readonly of: Binding<Action>; readonly what: string };

/** A line that makes one key both do something and begin a chord of two. */
function findPrefix<Action extends Bindable>(
	bindings: ReadonlyMap<string, Action>,
	wanted: readonly Binding<Action>[],
): Fault<Action> | undefined {
	// The later line is the one that was put in without looking.
	for (const of of wanted.toReversed()) {
		const [first = "", second] = of.chord.split(" ");
		if (of.action === undefined) continue;
		const alone = bindings.get(first);
		if (second !== undefined && alone !== undefined)
			return {
				of,
				what: `"${first}" is bound to "${alone.name}", so it cannot begin "${of.chord}"; bind it to "none" first`,
			};
		const [begun] = [...bindings.keys()].filter((chord) => chord.startsWith(`${of.chord} `));
		if (begun !== undefined)
			return {
				of,
				what: `"${of.chord}" begins "${begun}", so it cannot be bound itself; bind "${begun}" to "none" first`,
			};
	}
	return undefined;
}

type Table<Action> = {
	readonly bindings: ReadonlyMap<string, Action>;
	readonly actions: readonly Action[];
	readonly needed: readonly string[];
};

/** A line that takes the last key from something one cannot be without. */
function findMissing<Action extends Bindable>(
	{ bindings, actions, needed }: Table<Action>,
	wanted: readonly Binding<Action>[],
): Fault<Action> | undefined {
	const left = new Set([...bindings.values()].map(({ name }) => name));
	for (const { name, keys, help } of actions) {
		if (!needed.includes(name) || left.has(name)) continue;
		const of = wanted.findLast(({ chord }) => keys.includes(chord));
		if (of !== undefined)
			return {
				of,
				what: `this takes the last key from "${name}" (${help}); bind another key to it`,
			};
	}
	return undefined;
}
