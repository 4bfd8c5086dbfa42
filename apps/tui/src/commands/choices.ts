import { keepChoices, readChoices } from "../desk/choices.ts";
import type { Desk } from "../desk/desk.ts";
import { arrange } from "../state/arrange.ts";
import { type RoomChoices, setMuted, toggleFavourite } from "../state/choices.ts";
import { findRoom } from "../state/find-room.ts";
import { type Place, roomIn, serverOf } from "../state/place.ts";
import { labelOf, roomAt, withServer } from "../state/state.ts";
import { toRoomName } from "./named.ts";
import { durationArgument, reasonArgument } from "./order.ts";
import { mutePerson, unmutePerson } from "./others.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const roomArgument = { name: "#room", help: "the room; this one without it" };

const muteCommand: SlashCommand = {
	name: "mute",
	aliases: [],
	usage: "/mute [#room]|@who [1h30m] [reason]",
	help: "a room that never calls you; or somebody who is not to speak here, for a moderator",
	args: [
		{
			name: "#room|@who",
			help: "a room, for you; or a person, for everybody",
			completes: "either",
		},
		durationArgument,
		reasonArgument,
	],
	run: (desk, argument) =>
		meansPerson(desk, argument)
			? mutePerson(desk, muteCommand, argument)
			: mute(desk, argument, true),
};

const unmuteCommand: SlashCommand = {
	name: "unmute",
	aliases: [],
	usage: "/unmute [#room]|@who",
	help: "let a muted room call again, or somebody speak here again",
	args: [{ name: "#room|@who", help: "the room, or the person", completes: "either" }],
	run: (desk, argument) =>
		meansPerson(desk, argument)
			? unmutePerson(desk, unmuteCommand, argument)
			: mute(desk, argument, false),
};

const moveCommand: SlashCommand = {
	name: "move",
	aliases: [],
	usage: "/move NUMBER",
	help: "put this room at that number of the list",
	args: [{ name: "NUMBER", help: "its number from now on, as the list counts" }],
	run: move,
};

/** Commands about how one wants the list of rooms. */
export const choiceCommands: readonly SlashCommand[] = [
	{
		name: "fav",
		aliases: ["favourite", "favorite"],
		usage: "/fav [#room]",
		help: "a favourite stands first in the list; again: no longer",
		args: [{ ...roomArgument, completes: "room" }],
		run: favour,
	},
	muteCommand,
	unmuteCommand,
	moveCommand,
];

function favour(desk: Desk, argument: string): void {
	const place = listedAt(desk, argument);
	const choices = choose(desk, place, (before) => toggleFavourite(before, roomIn(place)));
	const isFavourite = choices.favourites.has(roomIn(place));
	desk.tell(`${labelOf(desk.state(), place)} is ${isFavourite ? "a" : "no longer a"} favourite.`);
}

function mute(desk: Desk, argument: string, muted: boolean): void {
	const place = listedAt(desk, argument);
	choose(desk, place, (before) => setMuted(before, roomIn(place), muted));
	const label = labelOf(desk.state(), place);
	desk.tell(muted ? `${label} is muted; /unmute lets it call again.` : `${label} may call again.`);
}

/** Whether a person is meant: an `@` begins the names of people, and what the server calls a conversation. */
function meansPerson({ state }: Desk, argument: string): boolean {
	const [name = ""] = argument.split(/\s+/);
	if (!name.startsWith("@")) return false;
	return findRoom(state(), serverOf(state().current), name) === undefined;
}

function move(desk: Desk, argument: string): void {
	const number = /^\d{1,6}$/.test(argument) ? Number(argument) : 0;
	if (number === 0) throw new UsageError(moveCommand);
	const { current: place, rooms } = desk.state();
	listedAt(desk, "");
	const server = serverOf(place);
	const theirs = rooms.filter((joined) => serverOf(joined.place) === server);
	const first = rooms.findIndex((joined) => serverOf(joined.place) === server);
	if (number <= first || number > first + theirs.length)
		throw new Error(`Here the numbers are ${first + 1} to ${first + theirs.length}.`);
	const others = theirs.map(({ room }) => room).filter((room) => room !== roomIn(place));
	const order = others.toSpliced(number - 1 - first, 0, roomIn(place));
	choose(desk, place, (before) => ({ ...before, order }));
}

/** The room of that name on the server of the current one, or the current one without a name. */
function listedAt({ state }: Desk, argument: string): Place {
	const { current } = state();
	const [name = ""] = argument.split(/\s+/);
	const found =
		name === "" ? roomAt(state(), current) : findRoom(state(), serverOf(current), toRoomName(name));
	if (found !== undefined) return found.place;
	throw new Error(name === "" ? "You are not in this room." : `You are not in ${name}.`);
}

/** Changes the choices for the server of a room: on disk first, so that what is shown is what is kept. */
function choose(
	desk: Desk,
	place: Place,
	change: (before: RoomChoices) => RoomChoices,
): RoomChoices {
	const id = serverOf(place);
	const client = desk.client(place);
	// Another window of ours may have chosen something since this one began.
	const { recent: _, ...before } = readChoices(client);
	const choices = change(before);
	keepChoices(client, before, choices);
	desk.change((state) => arrange(withServer(state, id, (server) => ({ ...server, choices }))));
	return choices;
}
