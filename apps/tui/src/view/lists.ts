import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type ListItem, listItems } from "../state/arrange.ts";
import type { List } from "../state/lists.ts";
import type { People } from "../state/people.ts";
import { type Place, roomIn, type ServerId, serverOf } from "../state/place.ts";
import {
	labelOf,
	logOf,
	meIn,
	type Person,
	type State,
	serverIn,
	statusIn,
} from "../state/state.ts";
import { hasDraft } from "../state/typing-line.ts";
import { countText, unreadOf } from "../state/unread.ts";
import type { Style } from "../text/style.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { cutList, type ListRow, lastFirst, type More } from "./cut-list.ts";
import { ownSight } from "./own-sight.ts";
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
	const lines = shownItems(state, setting.height).map((row) =>
		row.type === "more" ? moreRoomsLine(state, row, setting) : itemLine(state, row.item, setting),
	);
	return fill(lines, setting);
}

function itemLine(state: State, item: ListItem, setting: ListSetting): string {
	return item.type === "server"
		? serverLine(state, item.id, setting)
		: roomLine(state, roomRow(state, item.room.place, item.index), setting);
}

/** What of the list is on screen, row by row: as many as there is height. */
export function shownItems(state: State, height: number): readonly ListRow<ListItem>[] {
	return cutList(listItems(state), { first: firstItem(state, height), height });
}

/** Where one has scrolled to, else so far that the room on screen is there. */
function firstItem(state: State, height: number): number {
	const current = () =>
		listItems(state).findIndex((item) => item.type === "room" && item.room.place === state.current);
	return state.scrolled.rooms ?? current() - Math.floor(height / 2);
}

/** What stands first in a list of so many rows, and what does when it is scrolled to its end. */
export function listSpan(
	state: State,
	list: List,
	height: number,
): { readonly first: number; readonly last: number } {
	const isRooms = list === "rooms";
	const length = isRooms ? listItems(state).length : (state.members.get(state.current)?.size ?? 0);
	const last = lastFirst(length, isRooms ? height : height - 1);
	const first = isRooms ? firstItem(state, height) : (state.scrolled.members ?? 0);
	return { first: Math.max(0, Math.min(first, last)), last };
}

/** How many rooms have no room on screen, and how many of these have something unread. */
function moreRoomsLine(
	state: State,
	{ side, hidden }: More<ListItem>,
	{ width, style }: ListSetting,
): string {
	const rooms = hidden.flatMap((item) =>
		item.type === "room" ? [roomRow(state, item.room.place, item.index)] : [],
	);
	const unread = rooms.filter((row) => row.unread > 0 && !row.isMuted);
	const names = unread.some((row) => row.names);
	const arrow = state.look.signs[side];
	const count = unread.length === 0 ? "" : `, ${names ? "!" : ""}${unread.length} unread`;
	const long = `${arrow} ${rooms.length} more${count}`;
	const text = widthOf(long) <= width ? long : `${arrow} ${rooms.length}${count}`;
	const line = pad(text, width, state.look.signs.ellipsis);
	if (names) return style.bold(style.warn(line));
	return unread.length > 0 ? style.bold(line) : style.dim(line);
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
	/** Whether more is unread than is counted. */
	readonly more: boolean;
	/** Whether something unread names us, and may call. */
	readonly names: boolean;
};

function roomRow(state: State, place: Place, index: number): RoomRow {
	const { favourites, muted } = serverIn(state, serverOf(place)).choices;
	const log = logOf(state, place);
	// What comes in under one's eyes is read, though it is noted only with the next tick.
	const isSeen = state.focused && place === state.current && log.anchor.at === "end";
	const { unread, mentions, more } = unreadOf(log);
	const isMuted = muted.has(roomIn(place));
	return {
		place,
		key: roomKeys(state.look.keymap)[index] || " ",
		isFavourite: favourites.has(roomIn(place)),
		isMuted,
		unread: isSeen ? 0 : unread,
		more,
		names: mentions > 0 && !isMuted && !isSeen,
	};
}

function roomLine(state: State, row: RoomRow, { width, style }: ListSetting): string {
	const { signs, show } = state.look;
	const { place, key, isMuted, isFavourite } = row;
	const mark = isMuted ? signs.muted : isFavourite ? signs.star : " ";
	const right = `${hasDraft(state, place) ? ` ${signs.draft}` : ""}${unreadText(row)}`;
	const left = Math.max(0, width - widthOf(right));
	const label = truncate(show(labelOf(state, place)), left - 2, signs.ellipsis);
	const text = pad(
		`${pad(`${key}${mark}${label}`, left, signs.ellipsis)}${right}`,
		width,
		signs.ellipsis,
	);
	if (place === state.current) return style.inverse(text);
	if (row.names) return style.bold(style.warn(text));
	if (isMuted || isAway(state, place)) return style.dim(text);
	return row.unread > 0 ? style.bold(text) : text;
}

function unreadText({ unread, more, names }: RoomRow): string {
	if (unread === 0) return "";
	const isHigher = unread > highestCount;
	const count = countText(isHigher ? { unread: highestCount, more: true } : { unread, more });
	return ` ${names ? "!" : ""}${count}`;
}

/** Whether the server of a room is away while others are there; alone it says so elsewhere. */
function isAway(state: State, place: Place): boolean {
	return state.servers.length > 1 && statusIn(state, place).state !== "live";
}

/** The people of the current room, below how many they are: those who are here first. */
export function memberLines(state: State, { width, height, style }: ListSetting): string[] {
	const { signs } = state.look;
	const known = state.members.get(state.current);
	if (known === undefined || height === 0) return fill([], { width, height });
	const people = inOrder(known);
	const here = people.filter((person) => person.state !== "offline").length;
	const lines = shownPeople(state, people, height).map((row) => {
		if (row.type === "more")
			return style.dim(pad(`${signs[row.side]} ${row.hidden.length} more`, width, signs.ellipsis));
		const text = personText(state, row.item, width);
		return row.item.state === "online" ? text : style.dim(text);
	});
	const heading = pad(`${here} of ${people.length} here`, width, signs.ellipsis);
	return fill([style.dim(heading), ...lines], { width, height });
}

/** Who stands in a row of the list of people; the first is its heading. */
export function personAt(state: State, height: number, row: number): Person | undefined {
	const known = state.members.get(state.current);
	if (known === undefined) return undefined;
	const shown = shownPeople(state, inOrder(known), height)[row - 1];
	return shown?.type === "item" ? shown.item : undefined;
}

function shownPeople(
	{ scrolled }: State,
	people: readonly Person[],
	height: number,
): readonly ListRow<Person>[] {
	// The heading is above them.
	return cutList(people, { first: scrolled.members ?? 0, height: Math.max(0, height - 1) });
}

const ordered = new WeakMap<People, readonly Person[]>();

/** The people as the list has them: put in order once for each change of who is here. */
function inOrder(people: People): readonly Person[] {
	const known = ordered.get(people) ?? [...people.values()].sort(byPresenceThenName);
	ordered.set(people, known);
	return known;
}

/** Somebody in the list: how they are, their name, and what they are more or less than a member. */
function personText(state: State, person: Person, width: number): string {
	const { signs, show } = state.look;
	const head = `${sign(state, person)} ${show(person.name)}`;
	const mark = markOf(state, person);
	if (mark === undefined || width < markFrom) return pad(head, width, signs.ellipsis);
	const left = width - widthOf(mark.word) - 1;
	// A name that needs the place of the word has a sign behind it.
	const text = widthOf(head) <= left ? mark.word : mark.sign;
	return `${pad(head, width - widthOf(text) - 1, signs.ellipsis)} ${text}`;
}

/** Below this many columns a name needs them all. */
const markFrom = 6;

/** What somebody is, as a word and as a sign; to a guest it says nothing that others are guests. */
function markOf(state: State, { role, roomRole }: Person) {
	const { signs } = state.look;
	if (role === "owner" || role === "admin") return { word: role, sign: signs[role] };
	if (roomRole === "moderator") return { word: "mod", sign: signs.moderator };
	const isMarked = role === "guest" && ownSight(meIn(state)).marksGuests === true;
	return isMarked ? { word: "guest", sign: signs.guest } : undefined;
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
