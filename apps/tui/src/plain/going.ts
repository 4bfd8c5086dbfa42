import type { RoomSummary } from "@partyline/shared/protocol/shapes";
import { nameKey } from "@partyline/shared/text/names";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type SlashCommand, UsageError } from "../commands/slash-command.ts";
import { type Place, placeOf, serverOf } from "../state/place.ts";
import { nextUnread } from "../state/rooms.ts";
import { logOf, roomAt, type State, titleOf } from "../state/state.ts";
import { roomListSentences } from "./sentences.ts";

/** Says lines now. */
export type Say = (lines: readonly string[]) => void;

/** Commands that go from room to room. */
export function createGoing(say: Say): SlashCommand[] {
	const go: SlashCommand = {
		name: "go",
		aliases: ["g"],
		usage: "/go NUMBER",
		help: "go to a room of yours by its number or name",
		args: [{ name: "NUMBER", help: "the number in /rooms, or the name", completes: "room" }],
		run: (desk, argument) => {
			if (argument === "") throw new UsageError(go);
			desk.open(roomNamed(desk.state(), argument));
		},
	};
	return [go, next, createRooms(say), createList(say)];
}

/** The room of a number or name; throws a sentence when there is none. */
function roomNamed(state: State, argument: string): Place {
	const byNumber = /^\d{1,6}$/.test(argument) ? state.rooms[Number(argument) - 1] : undefined;
	const wanted = nameKey(argument.replace(/^[#@]/, ""));
	const isNamed = ({ place, room }: { readonly place: Place; readonly room: string }) =>
		nameKey(room.slice(1)) === wanted ||
		nameKey(titleOf(state, place).replace(/^#/, "")) === wanted;
	const found = byNumber ?? state.rooms.find(isNamed);
	if (found !== undefined) return found.place;
	throw new Error(`You are in no room ${argument}; /rooms lists yours, /join goes to another.`);
}

const next: SlashCommand = {
	name: "next",
	aliases: ["unread"],
	usage: "/next",
	help: "go to the next room with something unread",
	run: (desk) => {
		const place = nextUnread(desk.state());
		if (place === undefined) desk.tell("Nothing is unread.");
		else desk.open(place);
	},
};
function createRooms(say: Say): SlashCommand {
	return {
		name: "rooms",
		aliases: [],
		usage: "/rooms",
		help: "your rooms with their numbers, and what is unread",
		run: ({ state }) => {
			const fresh = (place: Place) => {
				const { unread: messages, mentions } = logOf(state(), place);
				return { messages: place === state().current ? 0 : messages, mentions };
			};
			say(roomListSentences(state(), fresh));
		},
	};
}

function createList(say: Say): SlashCommand {
	return {
		name: "list",
		aliases: [],
		usage: "/list [word]",
		help: "the rooms you could join",
		args: [{ name: "word", help: "some letters of the name" }],
		run: async (desk, argument) => {
			const { current } = desk.state();
			const all = await desk.client().rooms();
			const found = all
				.filter(({ kind, room }) => kind === "public" && room.includes(argument.toLowerCase()))
				.filter(({ room }) => roomAt(desk.state(), placeOf(serverOf(current), room)) === undefined);
			if (found.length === 0) desk.tell("There is no other room; /join #room makes one.");
			else say(found.map(roomSentence));
		},
	};
}

function roomSentence({ room, members, topic }: RoomSummary): string {
	const about = topic === "" ? "" : ` Topic: ${sanitizeLine(topic)}`;
	return `${room}, ${members === 1 ? "1 member" : `${members} members`}.${about}`;
}
