import type { Command } from "commander";
import { becauseText, untilText } from "../../hub/order/words.ts";
import { counted, printColumns, printLine, printTable } from "../../print.ts";
import type { ParamsOf, RowOf } from "../operations.ts";
import {
	doAndTell,
	reasonFlag,
	type Surroundings,
	type UsualFlags,
	usage,
	withUsual,
} from "./usual.ts";

type Room = RowOf<"room.list">;
type Shown = RowOf<"room.show">;
type Done = RowOf<"room.settings">;
type Change = "room.settings" | "room.rename" | "room.invite" | "room.kick" | "room.role";

/** A command that changes one room, with at most one argument after it. */
type ChangeCommand<N extends Change> = {
	readonly name: string;
	readonly description: string;
	readonly argument?: readonly [name: string, description: string];
	readonly option?: readonly [name: string, description: string];
	readonly operation: N;
	readonly params: (room: string, argument: string, flags: ChangeFlags) => ParamsOf<N>;
	readonly told: (room: string, argument: string, flags: ChangeFlags) => string;
};

type ChangeFlags = UsualFlags & { readonly reason?: string; readonly off?: true };

const room = ["<room>", "the room, such as '#team', or the id of a private one"] as const;
const who = ["<account>", "who"] as const;

/** Adds `room` and what is done to rooms. */
export function addRoomCommands(program: Command, surroundings: Surroundings): void {
	const group = program.command("room").description("list rooms, make them, and change them");
	addLooks(group, surroundings);
	addMaking(group, surroundings);
	const add = <N extends Change>(it: ChangeCommand<N>) => addChange(group, surroundings, it);
	for (const each of settings) add(each);
	add(rename);
	add(invite);
	add(kick);
	add(moderator);
}

function addLooks(group: Command, { configOf }: Surroundings): void {
	withUsual(group.command("list"))
		.description("list the rooms; private ones by their title and id")
		.action(async (flags: UsualFlags, command: Command) => {
			const doing = { command: "room.list", params: {}, tell: tellRooms } as const;
			await doAndTell(configOf(command), flags, doing);
		});
	withUsual(group.command("show"))
		.description("show how a room is kept")
		.argument(...room)
		.action(async (name: string, flags: UsualFlags, command: Command) => {
			const doing = { command: "room.show", params: { room: name }, tell: tellRoom } as const;
			await doAndTell(configOf(command), flags, doing);
		});
	withUsual(group.command("members"))
		.description("list who is in a room")
		.argument(...room)
		.action(async (name: string, flags: UsualFlags, command: Command) => {
			const doing = { command: "room.members", params: { room: name }, tell: tellMembers } as const;
			await doAndTell(configOf(command), flags, doing);
		});
}

function addMaking(group: Command, { configOf }: Surroundings): void {
	withUsual(group.command("create"))
		.description("make a room, with nobody in it")
		.argument("<room>", "its name, such as '#team'")
		.option("--private", "seen by nobody but those who are invited")
		.action(async (name: string, flags: UsualFlags & { private?: true }, command: Command) => {
			await doAndTell(configOf(command), flags, {
				command: "room.create",
				params: { room: name, ...(flags.private && { private: true as const }) },
				tell: ([made]) => printLine(`${nameOf(made, name)} is made.`),
			});
		});
}

const settings: readonly ChangeCommand<"room.settings">[] = [
	{
		name: "archive",
		description: "close a room: nobody speaks there, and no list shows it",
		operation: "room.settings",
		params: (of) => ({ room: of, archived: true }),
		told: (of) => `${of} is archived.`,
	},
	{
		name: "unarchive",
		description: "open an archived room again",
		operation: "room.settings",
		params: (of) => ({ room: of, archived: false }),
		told: (of) => `${of} is open again.`,
	},
	{
		name: "describe",
		description: "say what a room is for; '' takes it away",
		argument: ["<text>", "the description"],
		operation: "room.settings",
		params: (of, description) => ({ room: of, description }),
		told: (of, text) => `${of} has ${text === "" ? "no description any more" : "a description"}.`,
	},
	{
		name: "retention",
		description: "say how long a room keeps what was said there; what is older is removed for good",
		argument: ["<days>", "such as 90d, or off"],
		operation: "room.settings",
		params: (of, days) => ({ room: of, retentionDays: toDays(days) }),
		told: (of, days) =>
			toDays(days) === 0
				? `${of} keeps everything.`
				: `${of} keeps what was said for ${counted(toDays(days), "day")}.`,
	},
];

const rename: ChangeCommand<"room.rename"> = {
	name: "rename",
	description: "give a room another name; the old one still finds it",
	argument: ["<name>", "the new name"],
	operation: "room.rename",
	params: (of, name) => ({ room: of, name }),
	told: (of, name) => `${of} is called ${name} now.`,
};

const invite: ChangeCommand<"room.invite"> = {
	name: "invite",
	description: "bring somebody into a room",
	argument: who,
	operation: "room.invite",
	params: (of, account) => ({ room: of, account }),
	told: (of, account) => `${account} is in ${of} now.`,
};

const kick: ChangeCommand<"room.kick"> = {
	name: "kick",
	description: "take somebody out of a room",
	argument: who,
	option: ["--reason <text>", "why; the room is told"],
	operation: "room.kick",
	params: (of, account, { reason }) => ({ room: of, account, ...(reason && { reason }) }),
	told: (of, account) => `${account} is out of ${of}.`,
};

const moderator: ChangeCommand<"room.role"> = {
	name: "moderator",
	description: "make somebody a moderator of a room",
	argument: who,
	option: ["--off", "make them a member again"],
	operation: "room.role",
	params: (of, account, { off }) => ({ room: of, account, role: off ? "member" : "moderator" }),
	told: (of, account, { off }) =>
		`${account} is ${off ? "no moderator any more" : "a moderator"} in ${of}.`,
};

function addChange<N extends Change>(
	group: Command,
	{ configOf }: Surroundings,
	it: ChangeCommand<N>,
): void {
	const command = withUsual(group.command(it.name))
		.description(it.description)
		.argument(...room);
	if (it.argument !== undefined) command.argument(...it.argument);
	if (it.option?.[0].startsWith("--reason")) command.option(...it.option, reasonFlag);
	else if (it.option !== undefined) command.option(...it.option);
	command.action(async () => {
		const [of = "", argument = ""] = command.args;
		const flags: ChangeFlags = command.opts();
		await doAndTell(configOf(command), flags, {
			command: it.operation,
			params: it.params(of, argument, flags),
			tell: () => printLine(it.told(of, argument, flags)),
		});
	});
}

/** `90d`, `90` or `off`. */
function toDays(text: string): number {
	if (text === "off") return 0;
	const days = Number(/^(\d{1,5})d?$/.exec(text)?.[1] ?? 0);
	if (days > 0) return days;
	throw usage("Retention is a number of days, such as 90d, or off.");
}

function nameOf(done: Done | undefined, given: string): string {
	return done?.title === undefined ? (done?.room ?? given) : `${done.title} (${done.room})`;
}

function tellRooms(rooms: Room[]): void {
	const rows = rooms.map((each) => [
		each.title ?? each.room,
		each.kind === "private" ? each.room : "",
		`${each.members}`,
		`${each.lastSeq}`,
		marks(each),
		each.topic,
	]);
	printTable(["ROOM", "PRIVATE ID", "MEMBERS", "EVENTS", "", "TOPIC"], rows, "There are no rooms.");
}

function marks({ archived, readOnly, slowSeconds, retentionDays }: Room): string {
	const all = [
		archived && "archived",
		readOnly && "read-only",
		slowSeconds && `slow ${slowSeconds}s`,
		retentionDays && `keeps ${retentionDays}d`,
	];
	return all.filter(Boolean).join(", ");
}

function tellRoom(rows: Shown[]): void {
	for (const row of rows) if ("room" in row) tellSummary(row);
	for (const row of rows) if ("sentence" in row) tellSentence(row);
}

function tellSentence(row: Extract<Shown, { sentence: string }>): void {
	const what = row.sentence === "ban" ? "is banned" : "is muted";
	printLine(`${row.who} ${what}${untilText(row.until)}${becauseText(row.reason)}`);
}

function tellSummary({ room: shown, moderators }: Extract<Shown, { room: Room }>): void {
	const rows = [
		["room", shown.title ?? shown.room],
		["id", shown.title === undefined ? "" : shown.room],
		["kind", shown.kind],
		["formerly", shown.formerly?.join(", ") ?? ""],
		["topic", shown.topic],
		["description", shown.description ?? ""],
		["members", `${shown.members}`],
		["moderators", moderators.join(", ")],
		["events", `${shown.firstSeq ?? 1} to ${shown.lastSeq}`],
		["kept so", marks(shown)],
	];
	printColumns(rows.filter(([, value]) => value !== ""));
}

function tellMembers(members: RowOf<"room.members">[]): void {
	const rows = members.map(({ account, name, role, state, roomRole = "", mutedUntil }) => [
		account,
		name === account ? "" : name,
		role,
		roomRole,
		state,
		mutedUntil === undefined ? "" : "muted",
	]);
	printTable(["ACCOUNT", "SHOWN AS", "ROLE", "IN THE ROOM", "STATE", ""], rows, "Nobody is in it.");
}
