import { nameKey } from "@partyline/shared/text/names";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Candidate } from "../state/completion.ts";
import { serverOf } from "../state/place.ts";
import { logOf, meIn, type Person, type State, titleOf } from "../state/state.ts";
import type { EmojiNames } from "../text/emoji.ts";
import { slashCommands } from "./commands.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Emoji in one menu: the names are many, and the shortest are those that are meant. */
const emojiOffered = 50;
/** Messages looked at for who spoke last. */
const lastSpoken = 200;

/** The commands whose name or other name begins so, each by the one that fits. */
export function commandsStarting(beginning: string): Candidate[] {
	const wanted = beginning.toLowerCase();
	return slashCommands.flatMap((command) => {
		const name = [command.name, ...command.aliases].find((known) => known.startsWith(wanted));
		return name === undefined ? [] : [toCandidate(command, name)];
	});
}

function toCandidate({ usage, help, name: usual }: SlashCommand, name: string): Candidate {
	const label = name === usual ? usage : `/${name} is ${usage}`;
	return { text: `/${name} `, label, note: help };
}

/** The rooms of this server that one is in; their `#` need not be typed. */
export function roomsStarting(state: State, beginning: string): Candidate[] {
	const wanted = beginning.toLowerCase();
	return state.rooms
		.filter(({ kind, place }) => kind !== "direct" && serverOf(place) === serverOf(state.current))
		.map(({ place, topic }) => ({ name: titleOf(state, place), topic }))
		.filter(({ name }) => startsWith(name, wanted) || startsWith(name.slice(1), wanted))
		.map(({ name, topic }) => ({ text: `${name} `, label: name, note: sanitizeLine(topic) }));
}

/** The people of this room but oneself: who spoke last first, then who is here. */
export function peopleStarting(state: State, beginning: string): Person[] {
	const wanted = beginning.toLowerCase();
	const me = meIn(state)?.account;
	const spoke = speakersOf(state);
	const rank = ({ account, state: presence }: Person) => {
		const at = spoke.indexOf(account);
		if (at !== -1) return at;
		return spoke.length + (presence === "offline" ? 1 : 0);
	};
	return [...(state.members.get(state.current)?.values() ?? [])]
		.filter(({ account }) => account !== me)
		.filter(({ account, name }) => startsWith(name, wanted) || startsWith(account, wanted))
		.map((person) => ({ person, at: rank(person), key: nameKey(person.name) }))
		.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1))
		.map(({ person }) => person);
}

/** The people of this server who are not in this room, as far as one knows them. */
export function peopleElsewhere(state: State, beginning: string): Person[] {
	const wanted = beginning.toLowerCase();
	const here = state.members.get(state.current);
	const found = new Map<string, Person>();
	for (const [place, members] of state.members)
		if (serverOf(place) === serverOf(state.current))
			for (const person of members.values())
				if (here?.has(person.account) !== true) found.set(person.account, person);
	return [...found.values()]
		.filter(({ account, name }) => startsWith(name, wanted) || startsWith(account, wanted))
		.sort((a, b) => (a.account < b.account ? -1 : 1));
}

/** Who said something lately, the last one first. */
function speakersOf(state: State): string[] {
	const { items } = logOf(state, state.current);
	const speakers = new Set<string>();
	for (const item of items.slice(-lastSpoken).reverse())
		if (item.kind === "event" && item.event.type === "message") speakers.add(item.event.by);
	return [...speakers];
}

/** A person, with what comes behind their name. */
export function toPersonCandidate(
	{ account, name, state }: Person,
	spell: (name: string) => string,
): Candidate {
	const as = name === account ? "" : account;
	const away = state === "online" ? "" : state === "away" ? "away" : "not here";
	const note = [as, away].filter((part) => part !== "").join(", ");
	return { text: spell(name), label: name, note };
}

/** The emoji whose name begins so; the name stays where the terminal cannot show them. */
export function emojiStarting({ look }: State, names: EmojiNames, beginning: string): Candidate[] {
	return names.emojiNamesStarting(beginning, emojiOffered).map(({ name, emoji }) => {
		const isShown = look.show(emoji) === emoji;
		const text = isShown ? `${emoji} ` : `:${name}: `;
		return { text, label: `:${name}:`, note: isShown ? emoji : "" };
	});
}

function startsWith(name: string, wanted: string): boolean {
	return name.toLowerCase().startsWith(wanted);
}
