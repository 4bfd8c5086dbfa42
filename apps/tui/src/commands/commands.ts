import type { Client } from "@partyline/client";
import { nameKey } from "@partyline/shared/text/names";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { State } from "../state/state.ts";

/** What a slash command can do. */
export type Desk = {
	readonly client: Client;
	readonly state: () => State;
	/** Shows a line of our own in the current room. */
	readonly tell: (text: string) => void;
	readonly problem: (text: string) => void;
	readonly open: (room: string) => void;
	readonly show: (overlay: "help") => void;
	readonly leave: () => void;
};

/** A slash command. Its failures are thrown and shown to the person. */
export type SlashCommand = {
	readonly name: string;
	readonly aliases: readonly string[];
	readonly usage: string;
	readonly help: string;
	readonly run: (desk: Desk, argument: string) => void | Promise<void>;
};

/** Every slash command, in the order of `/help`. */
export const slashCommands: readonly SlashCommand[] = [
	{
		name: "join",
		aliases: ["j"],
		usage: "/join #room",
		help: "go to a room; it is made if there is none",
		run: join,
	},
	{
		name: "part",
		aliases: ["leave", "close"],
		usage: "/part [#room]",
		help: "leave a room",
		run: part,
	},
	{
		name: "msg",
		aliases: ["dm", "query"],
		usage: "/msg NAME [text]",
		help: "talk to one person",
		run: message,
	},
	{ name: "me", aliases: [], usage: "/me waves", help: "say what you do", run: act },
	{
		name: "nick",
		aliases: [],
		usage: "/nick NAME",
		help: "be shown by another name; your account stays",
		run: nick,
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
		run: topic,
	},
	{
		name: "help",
		aliases: ["h"],
		usage: "/help [command]",
		help: "the keys and commands, or one command",
		run: help,
	},
	{
		name: "quit",
		aliases: ["exit", "q"],
		usage: "/quit",
		help: "leave; the server goes on",
		run: ({ leave }) => leave(),
	},
];

/** The command of that name or alias. */
export function findCommand(name: string): SlashCommand | undefined {
	const wanted = name.toLowerCase();
	return slashCommands.find(
		(command) => command.name === wanted || command.aliases.includes(wanted),
	);
}

async function join({ client, open, tell }: Desk, argument: string): Promise<void> {
	const [room = ""] = argument.split(/\s+/);
	if (room === "") throw new UsageError("join");
	const name = toRoomName(room);
	const known = client.joinedRooms().find(({ room: mine }) => nameKey(mine) === nameKey(name));
	if (known !== undefined) return open(known.room);
	const { room: joined, made } = await client.enter(name);
	open(joined.room);
	if (made) tell(`${joined.room} is new; you made it.`);
}

async function part({ client, state }: Desk, argument: string): Promise<void> {
	const [room = ""] = argument.split(/\s+/);
	await client.leave(room === "" ? state().current : toRoomName(room));
}

/** The room of that name; its `#` need not be typed. */
function toRoomName(room: string): string {
	return /^[#@]/.test(room) ? room : `#${room}`;
}

async function message({ client, state, open }: Desk, argument: string): Promise<void> {
	const [, who = "", text = ""] = /^(\S*)\s*(.*)$/s.exec(argument) ?? [];
	if (who === "") throw new UsageError("msg");
	const account = accountOf(state(), who.replace(/^@/, ""));
	const { room } = await client.openDirect(account);
	open(room);
	if (text !== "") client.post(room, text);
}

/** The account of somebody named as they are shown. */
function accountOf(state: State, name: string): string {
	for (const members of state.members.values())
		for (const person of members.values())
			if (nameKey(person.name) === nameKey(name)) return person.account;
	return name;
}

function act({ client, state }: Desk, argument: string): void {
	if (argument === "") throw new UsageError("me");
	client.post(state().current, argument, { action: true });
}

async function nick({ client, tell }: Desk, argument: string): Promise<void> {
	if (argument === "") throw new UsageError("nick");
	await client.nick(argument);
	tell(`You are shown as ${argument} now.`);
}

async function names({ client, state, tell }: Desk): Promise<void> {
	const members = await client.members(state().current);
	const here = members.filter(({ state: presence }) => presence !== "offline");
	const gone = members.length - here.length;
	const list = here.map(({ name }) => sanitizeLine(name)).join(", ");
	tell(`${here.length} here: ${list}${gone > 0 ? `; ${gone} not here now` : ""}`);
}

async function topic({ client, state, tell }: Desk, argument: string): Promise<void> {
	const { current, rooms } = state();
	if (argument !== "") return await client.topic(current, argument === "-" ? "" : argument);
	const text = rooms.find(({ room }) => room === current)?.topic ?? "";
	tell(text === "" ? `${current} has no topic; /topic TEXT sets one.` : `The topic is: ${text}`);
}

function help({ show, tell, problem }: Desk, argument: string): void {
	const command = findCommand(argument.replace(/^\//, ""));
	if (command === undefined) {
		if (argument === "") show("help");
		else problem(`There is no command ${argument}; /help lists them.`);
		return;
	}
	const also = command.aliases.map((alias) => `/${alias}`).join(", ");
	tell(`${command.usage}: ${command.help}${also === "" ? "" : ` (also ${also})`}`);
}

/** A command was given without what it needs. */
export class UsageError extends Error {
	override readonly name = "UsageError";

	constructor(command: string) {
		const { usage, help: what } = findCommand(command) ?? { usage: `/${command}`, help: "" };
		super(`Type ${usage}: ${what}.`);
	}
}
