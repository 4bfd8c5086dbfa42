import { nameKey } from "@partyline/shared/text/names";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Desk } from "../desk/desk.ts";
import { openIfFree } from "../desk/open-if-free.ts";
import { placeOf, roomIn, serverOf } from "../state/place.ts";
import { roomAt } from "../state/state.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const joinCommand: SlashCommand = {
	name: "join",
	aliases: ["j"],
	usage: "/join #room",
	help: "go to a room; it is made if there is none",
	args: [{ name: "#room", help: "the room to go to, or to make", completes: "room" }],
	run: join,
};

/** Commands about rooms. */
export const roomCommands: readonly SlashCommand[] = [
	joinCommand,
	{
		name: "part",
		aliases: ["leave", "close"],
		usage: "/part [#room]",
		help: "leave a room",
		args: [
			{ name: "[#room]", help: "the room to leave; this one unless named", completes: "room" },
		],
		run: part,
	},
	{
		name: "names",
		aliases: ["who"],
		usage: "/names",
		help: "who is in this room",
		run: names,
	},
	{
		name: "topic",
		aliases: ["t"],
		usage: "/topic [text]",
		help: "show the topic of this room, or set it; /topic - takes it away",
		args: [{ name: "TEXT", help: "the new topic; - takes it away" }],
		run: topic,
	},
];

async function join(desk: Desk, argument: string): Promise<void> {
	const [room = ""] = argument.split(/\s+/);
	if (room === "") throw new UsageError(joinCommand);
	const name = toRoomName(room);
	const client = desk.client();
	const server = serverOf(desk.state().current);
	const known = client.joinedRooms().find(({ room: mine }) => nameKey(mine) === nameKey(name));
	if (known !== undefined) return desk.open(placeOf(server, known.room));
	const asked = desk.state();
	const { room: joined, made } = await client.enter(name);
	openIfFree(desk, asked, placeOf(server, joined.room));
	if (made) desk.tell(`${joined.room} is new; you made it.`);
}

async function part({ client, state }: Desk, argument: string): Promise<void> {
	const [room = ""] = argument.split(/\s+/);
	await client().leave(room === "" ? roomIn(state().current) : toRoomName(room));
}

/** The room of that name; its `#` need not be typed. */
function toRoomName(room: string): string {
	return /^[#@]/.test(room) ? room : `#${room}`;
}

async function names({ client, state, tell }: Desk): Promise<void> {
	const members = await client().members(roomIn(state().current));
	const here = members.filter(({ state: presence }) => presence !== "offline");
	const gone = members.length - here.length;
	const list = here.map(({ name }) => sanitizeLine(name)).join(", ");
	tell(`${here.length} here: ${list}${gone > 0 ? `; ${gone} not here now` : ""}`);
}

async function topic({ client, state, tell }: Desk, argument: string): Promise<void> {
	const { current } = state();
	const room = roomIn(current);
	if (argument !== "") return await client().topic(room, argument === "-" ? "" : argument);
	const text = roomAt(state(), current)?.topic ?? "";
	tell(text === "" ? `${room} has no topic; /topic TEXT sets one.` : `The topic is: ${text}`);
}
