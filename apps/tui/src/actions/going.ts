import { slashCommands } from "../commands/commands.ts";
import type { Desk } from "../desk/desk.ts";
import { toggleSwitcher } from "../desk/switcher.ts";
import { killToLineEnd } from "../input/kills.ts";
import type { Place } from "../state/place.ts";
import { neighbour, nextUnread } from "../state/rooms.ts";
import { roomAt } from "../state/state.ts";
import type { Action } from "./action.ts";

/** What goes with Alt to the first rooms of the list, as in irssi; letters that mean something else go to none. */
const roomChords = [..."1234567890qwer...io."].map((key) => (key === "." ? [] : [`alt+${key}`]));

/** Keys that go from room to room (UX: keys in people's fingers). */
export const goingActions: readonly Action[] = [
	{
		name: "next-room",
		keys: ["ctrl+n", "alt+down", "alt+right"],
		help: "next room",
		run: ({ open, state }) => open(neighbour(state(), 1)),
	},
	{
		name: "previous-room",
		keys: ["ctrl+p", "alt+up", "alt+left"],
		help: "previous room",
		run: ({ open, state }) => open(neighbour(state(), -1)),
	},
	{
		name: "last-room",
		keys: ["alt+/"],
		help: "the room before this one",
		run: goBack,
	},
	{
		name: "next-unread",
		keys: ["alt+a"],
		help: "next room with something unread",
		run: (desk) => openOr(desk, nextUnread(desk.state()), "Nothing is unread."),
	},
	{
		name: "switcher",
		keys: ["alt+j", "alt+g"],
		help: "go to a room, a person or a command by some letters of its name",
		run: (desk) => toggleSwitcher(desk, slashCommands),
	},
	{
		name: "switcher-or-kill",
		keys: ["ctrl+k"],
		help: "the same on an empty line; else cut to the end of the line",
		run: (desk) =>
			desk.state().editor.text === ""
				? toggleSwitcher(desk, slashCommands)
				: desk.edit(killToLineEnd),
	},
	...roomChords.map((keys, at) => ({
		name: `room-${at + 1}`,
		keys,
		help: `room ${at + 1} of the list`,
		run: (desk: Desk) => openOr(desk, desk.state().rooms[at]?.place, `There is no room ${at + 1}.`),
	})),
];

function goBack(desk: Desk): void {
	const { previous } = desk.state();
	const isLeft = previous !== undefined && roomAt(desk.state(), previous) === undefined;
	if (isLeft) openOr(desk, undefined, "You are no longer in the room before this one.");
	else openOr(desk, previous, "There is no room before this one.");
}

function openOr(desk: Desk, place: Place | undefined, hint: string): void {
	if (place === undefined) desk.change((state) => ({ ...state, hint }));
	else desk.open(place);
}
