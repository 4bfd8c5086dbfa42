import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Desk } from "../desk/desk.ts";
import { openIfFree } from "../desk/open-if-free.ts";
import { findRoom } from "../state/find-room.ts";
import { placeOf, roomIn, serverOf } from "../state/place.ts";
import { labelOf, roomAt } from "../state/state.ts";
import { readPerson, toRoomName } from "./named.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const joinCommand: SlashCommand = {
	name: "join",
	aliases: ["j"],
	usage: "/join #room",
	help: "go to a room; it is made if there is none",
	args: [{ name: "#room", help: "the room to go to, or to make", completes: "room" }],
	run: join,
};

const createCommand: SlashCommand = {
	name: "create",
	aliases: [],
	usage: "/create #room [private] [topic]",
	help: "make a room; a private one is seen by nobody but those who are invited",
	args: [
		{ name: "#room", help: "what it is called" },
		{ name: "[private]", help: "only for those who are invited", completes: ["private"] },
		{ name: "[topic]", help: "what it is about" },
	],
	run: create,
};

const inviteCommand: SlashCommand = {
	name: "invite",
	aliases: [],
	usage: "/invite @who",
	help: "bring somebody into this room",
	args: [{ name: "@who", help: "who is to be in it", completes: "anybody" }],
	run: invite,
};

/** Commands about rooms. */
export const roomCommands: readonly SlashCommand[] = [
	joinCommand,
	createCommand,
	inviteCommand,
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
	const known = findRoom(desk.state(), server, name);
	if (known !== undefined) return desk.open(known.place);
	const asked = desk.state();
	const { room: joined, made } = await client.enter(name);
	openIfFree(desk, asked, placeOf(server, joined.room));
	if (made) desk.tell(`${joined.room} is new; you made it.`);
}

async function part({ client, state }: Desk, argument: string): Promise<void> {
	const [room = ""] = argument.split(/\s+/);
	const { current } = state();
	const named = room === "" ? undefined : toRoomName(room);
	const known = named && findRoom(state(), serverOf(current), named)?.room;
	await client().leave(known ?? named ?? roomIn(current));
}

async function create(desk: Desk, argument: string): Promise<void> {
	const [, room = "", isPrivate, about = ""] =
		/^(\S*)(?:\s+(private)(?=\s|$))?\s*(.*)$/s.exec(argument) ?? [];
	if (room === "") throw new UsageError(createCommand);
	const name = toRoomName(room);
	const server = serverOf(desk.state().current);
	const asked = desk.state();
	const made = await desk.client().create(name, {
		...(about !== "" && { topic: about }),
		...(isPrivate !== undefined && { private: true }),
	});
	openIfFree(desk, asked, placeOf(server, made.room));
	if (isPrivate !== undefined) desk.tell(`Nobody sees ${made.title ?? name} but whom you /invite.`);
}

async function invite(desk: Desk, argument: string): Promise<void> {
	const { account } = readPerson(inviteCommand, desk.state(), argument);
	await desk.client().ask("invite", { room: roomIn(desk.state().current), account });
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
	const label = labelOf(state(), current);
	tell(text === "" ? `${label} has no topic; /topic TEXT sets one.` : `The topic is: ${text}`);
}
