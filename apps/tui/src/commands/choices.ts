import { nameKey } from "@partyline/shared/text/names";
import { keepChoices, readChoices } from "../desk/choices.ts";
import type { Desk } from "../desk/desk.ts";
import { arrange } from "../state/arrange.ts";
import { type RoomChoices, setMuted, toggleFavourite } from "../state/choices.ts";
import { type Place, roomIn, serverOf } from "../state/place.ts";
import { labelOf, withServer } from "../state/state.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const roomArgument = { name: "#room", help: "the room; this one without it" };

const muteCommand: SlashCommand = {
	name: "mute",
	aliases: [],
	usage: "/mute [#room]",
	help: "a room that never calls: no count in colour, not even when it names you",
	args: [{ ...roomArgument, completes: "room" }],
	run: (desk, argument) => mute(desk, argument, true),
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
	{
		name: "unmute",
		aliases: [],
		usage: "/unmute [#room]",
		help: "let a muted room call again",
		args: [{ ...roomArgument, completes: "room" }],
		run: (desk, argument) => mute(desk, argument, false),
	},
	moveCommand,
];

function favour(desk: Desk, argument: string): void {
	const place = listedAt(desk, argument);
	const choices = choose(desk, place, (before) => toggleFavourite(before, roomIn(place)));
	const isFavourite = choices.favourites.has(roomIn(place));
	desk.tell(`${labelOf(desk.state(), place)} is ${isFavourite ? "a" : "no longer a"} favourite.`);
}

function mute(desk: Desk, argument: string, muted: boolean): void {
	if (/^@(?![0-9a-z]{8,40}$)/.test(argument))
		throw new Error(`${muteCommand.usage} mutes a room for you; people cannot be muted yet.`);
	const place = listedAt(desk, argument);
	choose(desk, place, (before) => setMuted(before, roomIn(place), muted));
	const label = labelOf(desk.state(), place);
	desk.tell(muted ? `${label} is muted; /unmute lets it call again.` : `${label} may call again.`);
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
	const { rooms, current } = state();
	const [name = ""] = argument.split(/\s+/);
	const wanted = nameKey(/^[#@]/.test(name) ? name : `#${name}`);
	const found = rooms.find(({ place, room }) =>
		name === ""
			? place === current
			: serverOf(place) === serverOf(current) && nameKey(room) === wanted,
	);
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
