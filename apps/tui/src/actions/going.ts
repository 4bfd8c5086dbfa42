import type { Desk } from "../desk.ts";
import { neighbour, nextUnread } from "../state/rooms.ts";
import type { Action } from "./action.ts";

const digits = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

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
		run: ({ open, state }) => open(state().previous),
	},
	{
		name: "next-unread",
		keys: ["alt+a"],
		help: "next room with something unread",
		run: ({ open, state }) => open(nextUnread(state())),
	},
	...digits.map((number) => ({
		name: `room-${number}`,
		keys: [`alt+${number % 10}`],
		help: `room ${number} of the list`,
		run: (desk: Desk) => desk.open(desk.state().rooms[number - 1]?.place),
	})),
];
