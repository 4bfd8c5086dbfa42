import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type ListItem, listItems } from "../state/arrange.ts";
import type { People } from "../state/people.ts";
import { type Place, roomIn, type ServerId, serverOf } from "../state/place.ts";
import { labelOf, logOf, type Person, type State, serverIn, statusIn } from "../state/state.ts";
import { hasDraft } from "../state/typing-line.ts";
import type { Style } from "../text/style.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { roomKeys } from "./room-keys.ts";
import { serverWords } from "./server-words.ts";

/** The size of a list, and how it is dressed. */
export type ListSetting = {
	readonly width: number;
	readonly height: number;
	readonly style: Style;
};

/** A higher count says no more, and takes its columns from the name. */
const highestCount = 999;

/**
 * The rooms one is in, with what is unread, below their servers if there are several; as many rows as
 * there is height, each exactly as wide.
 */
export function roomLines(state: State, setting: ListSetting): string[] {
	const lines = shownItems(state, setting.height).map((item) =>
		item.type === "server"
			? serverLine(state, item.id, setting)
			: roomLine(state, roomRow(state, item.room.place, item.index), setting),
	);
	return fill(lines, setting);
}

/** What of the list is on screen, row by row: as many as there is height, around the room on screen. */
export function shownItems(state: State, height: number): readonly ListItem[] {
	const items = listItems(state);
	if (items.length <= height) return items;
	const current = items.findIndex(
		(item) => item.type === "room" && item.room.place === state.current,
	);
	const first = Math.max(0, Math.min(current - Math.floor(height / 2), items.length - height));
	return items.slice(first, first + height);
}

/** A server above its rooms: how the connection is, as a sign and, where there is none, in words. */
function serverLine(state: State, id: ServerId, { width, style }: ListSetting): string {
	const { signs, show } = state.look;
	const { label, status } = serverIn(state, id);
	const isLive = status.state === "live";
	const words = isLive ? "" : ` ${serverWords(status)}`;
	const left = Math.max(0, width - widthOf(words));
	const name = `${isLive ? signs.here : signs.gone} ${show(sanitizeLine(label))}`;
	const text = pad(`${truncate(name, left, signs.ellipsis)}${words}`, width, signs.ellipsis);
	return isLive ? style.bold(text) : style.warn(text);
}

/** What is to be seen of a room in the list. */
type RoomRow = {
	readonly place: Place;
	readonly key: string;
	readonly isFavourite: boolean;
	readonly isMuted: boolean;
	readonly unread: number;
	/** Whether something unread names us, and may call. */
	readonly names: boolean;
};

function roomRow(state: State, place: Place, index: number): RoomRow {
	const { favourites, muted } = serverIn(state, serverOf(place)).choices;
	const log = logOf(state, place);
	// What comes in under one's eyes is read, though it is noted only with the next tick.
	const isSeen = place === state.current && log.anchor.at === "end";
	const { unread, mentions } = isSeen ? { unread: 0, mentions: 0 } : log;
	const isMuted = muted.has(roomIn(place));
	return {
		place,
		key: roomKeys(state.look.keymap)[index] || " ",
		isFavourite: favourites.has(roomIn(place)),
		isMuted,
		unread,
		names: mentions > 0 && !isMuted,
	};
}

function roomLine(state: State, row: RoomRow, { width, style }: ListSetting): string {
	const { signs, show } = state.look;
	const { place, key, isMuted, isFavourite } = row;
	const mark = isMuted ? signs.muted : isFavourite ? signs.star : " ";
	const right = `${hasDraft(state, place) ? ` ${signs.draft}` : ""}${countText(row)}`;
	const left = Math.max(0, width - widthOf(right));
	const label = truncate(show(labelOf(state, place)), left - 2, signs.ellipsis);
	const text = pad(`${pad(`${key}${mark}${label}`, left)}${right}`, width, signs.ellipsis);
	if (place === state.current) return style.inverse(text);
	if (row.names) return style.bold(style.warn(text));
	if (isMuted || isAway(state, place)) return style.dim(text);
	return row.unread > 0 ? style.bold(text) : text;
}

function countText({ unread, names }: RoomRow): string {
	if (unread === 0) return "";
	const count = unread > highestCount ? `${highestCount}+` : `${unread}`;
	return ` ${names ? "!" : ""}${count}`;
}

/** Whether the server of a room is away while others are there; alone it says so elsewhere. */
function isAway(state: State, place: Place): boolean {
	return state.servers.length > 1 && statusIn(state, place).state !== "live";
}

/** The people of the current room, below how many they are: those who are here first. */
export function memberLines(state: State, { width, height, style }: ListSetting): string[] {
	const { signs, show } = state.look;
	const known = state.members.get(state.current);
	if (known === undefined || height === 0) return fill([], { width, height });
	const people = inOrder(known);
	const here = people.filter((person) => person.state !== "offline").length;
	const shown = shownPeople(people, height);
	const more = people.length - (height - 1);
	const lines = shown.map((person) => {
		const text = pad(`${sign(state, person)} ${show(person.name)}`, width, signs.ellipsis);
		return person.state === "online" ? text : style.dim(text);
	});
	const rest = more > 0 ? [pad(`  and ${more + 1} more`, width, signs.ellipsis)] : [];
	const heading = pad(`${here} of ${people.length} here`, width, signs.ellipsis);
	return fill([style.dim(heading), ...lines, ...rest].slice(0, height), { width, height });
}

/** Who stands in a row of the list of people; the first is its heading. */
export function personAt(state: State, height: number, row: number): Person | undefined {
	const known = state.members.get(state.current);
	if (known === undefined) return undefined;
	return shownPeople(inOrder(known), height)[row - 1];
}

function shownPeople(people: readonly Person[], height: number): readonly Person[] {
	const room = height - 1;
	return people.length > room ? people.slice(0, Math.max(0, room - 1)) : people;
}

const ordered = new WeakMap<People, readonly Person[]>();

/** The people as the list has them: put in order once for each change of who is here. */
function inOrder(people: People): readonly Person[] {
	const known = ordered.get(people) ?? [...people.values()].sort(byPresenceThenName);
	ordered.set(people, known);
	return known;
}

function sign({ look }: State, { state }: Person): string {
	const { here, away, gone } = look.signs;
	return state === "online" ? here : state === "away" ? away : gone;
}

function byPresenceThenName(a: Person, b: Person): number {
	const order = { online: 0, away: 1, offline: 2 };
	return order[a.state] - order[b.state] || (a.name < b.name ? -1 : 1);
}

function fill(
	lines: readonly string[],
	{ width, height }: { width: number; height: number },
): string[] {
	return Array.from({ length: height }, (_, row) => lines[row] ?? " ".repeat(width));
}
