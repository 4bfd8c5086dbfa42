import { WireError } from "@partyline/shared/protocol/errors";
import { newMessageId, type RoomName, roomName } from "@partyline/shared/protocol/ids";
import type { MethodName } from "@partyline/shared/protocol/methods";
import { parseMessageText } from "@partyline/shared/text/message-text";
import type { Hub } from "../../hub/hub.ts";
import { join, leave, listRooms, toSummary } from "../../hub/membership.ts";
import { findRoom, maySee, memberRoom } from "../../hub/permissions.ts";
import type { Session } from "../../hub/ports.ts";
import { post } from "../../hub/post.ts";
import { listMembers } from "../../hub/presence.ts";
import { createRoom } from "../../hub/rooms/create-room.ts";
import type { RoomView } from "./room-view.ts";

/** What a person who is in can act with. */
export type Chatter = {
	readonly hub: Hub;
	readonly session: Session;
	readonly view: RoomView;
	readonly tell: (text: string) => void;
	/** Takes what a deed costs, or refuses it. */
	readonly spend: (method: MethodName) => void;
	readonly quit: () => void;
};

type Command = {
	readonly usage: string;
	readonly help: string;
	readonly run: (chatter: Chatter, argument: string) => Promise<void> | void;
};

const commands: Readonly<Record<string, Command>> = {
	join: { usage: "/join #room", help: "go to a room; it is made if there is none", run: goTo },
	names: { usage: "/names", help: "who is in this room", run: tellNames },
	rooms: { usage: "/rooms", help: "which rooms there are", run: tellRooms },
	me: { usage: "/me waves", help: "say what you do", run: act },
	part: { usage: "/part", help: "leave this room for good", run: part },
	help: { usage: "/help", help: "this list", run: tellHelp },
	quit: { usage: "/quit", help: "leave; a bare quit does too", run: ({ quit }) => quit() },
};

/** Does what one typed line asks for: a command, or something to say. */
export async function obey(chatter: Chatter, typed: string): Promise<void> {
	if (typed.trim() === "") return;
	if (typed.trim() === "quit") return chatter.quit();
	const command = /^\/(\w+)\s*(.*)$/s.exec(typed);
	if (command === null) return await say(chatter, typed.replace(/^\/\//, "/"));
	const [, name = "", argument = ""] = command;
	const found = Object.hasOwn(commands, name) ? commands[name] : undefined;
	if (found !== undefined) return await found.run(chatter, argument.trim());
	chatter.tell(`There is no command /${name}; /help lists them, //${name} says it.`);
}

async function say(
	{ hub, session, view, tell, spend }: Chatter,
	typed: string,
	how: { action?: true } = {},
): Promise<void> {
	if (view.room === undefined) return tell("You are in no room; /join one.");
	const parsed = parseMessageText(typed);
	if (!parsed.ok) return tell(`${parsed.problem} It was not sent.`);
	const { name: room } = view.room;
	spend("post");
	await post(hub, session, { room, id: newMessageId(), text: parsed.text, ...how });
}

async function act(chatter: Chatter, argument: string): Promise<void> {
	if (argument === "") return chatter.tell("Say what you do: /me waves");
	await say(chatter, argument, { action: true });
}

async function goTo(chatter: Chatter, argument: string): Promise<void> {
	const { hub, session, view, tell } = chatter;
	const parsed = roomName.safeParse(argument);
	if (!parsed.success) return tell(parsed.error.issues[0]?.message ?? "That is not a room.");
	const made = await enterRoom(chatter, parsed.data);
	const room = memberRoom(hub, parsed.data, session.account);
	view.enter(room);
	tell(`you are in ${room.title}${made ? ", which you made" : ""}`);
	if (room.state.archived) tell("it is archived: nobody speaks here any more");
	else if (room.state.readOnly) tell("it is read-only: only moderators speak here");
}

/** Joins a room, and makes it where there is none; whether it was made. */
async function enterRoom({ hub, session, spend }: Chatter, room: RoomName): Promise<boolean> {
	spend("join");
	const found = findRoom(hub, room, session.account);
	if ((found !== undefined && maySee(found, session.account)) || room.startsWith("@")) {
		await join(hub, session, room);
		return false;
	}
	try {
		spend("create");
		await createRoom(hub, session, { room });
		return true;
	} catch (error) {
		// Somebody made it at this very moment.
		if (!(error instanceof WireError && error.code === "room_exists")) throw error;
		await join(hub, session, room);
		return false;
	}
}

async function tellNames({ hub, session, view, tell }: Chatter): Promise<void> {
	if (view.room === undefined) return tell("You are in no room; /join one.");
	const room = memberRoom(hub, view.room.name, session.account);
	const members = listMembers(hub, room);
	const here = members.filter(({ state }) => state !== "offline").map(({ name }) => name);
	const gone = members.length - here.length;
	tell(`${here.length} in ${room.title}: ${here.join(", ")}${gone > 0 ? `; ${gone} away` : ""}`);
}

function tellRooms({ hub, session, tell }: Chatter): void {
	for (const room of listRooms(hub, session.account)) {
		if (room.kind === "direct") continue;
		const { members, topic } = toSummary(room);
		const isPrivate = room.kind === "private" ? ", private" : "";
		tell(`${room.title} (${members}${isPrivate})${topic === "" ? "" : `: ${topic}`}`);
	}
}

async function part({ hub, session, view, tell, spend }: Chatter): Promise<void> {
	if (view.room === undefined) return tell("You are in no room.");
	spend("leave");
	const { room } = view;
	await leave(hub, session, room.name);
	// Whoever reads slowly has not come to that event yet.
	if (view.room === room) view.leave("left");
}

function tellHelp({ tell }: Chatter): void {
	for (const { usage, help } of Object.values(commands)) tell(`${usage.padEnd(12)} ${help}`);
	tell("everything else you type is said in the room");
}
