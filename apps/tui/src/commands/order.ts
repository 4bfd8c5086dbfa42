import type { Desk } from "../desk/desk.ts";
import { roomIn } from "../state/place.ts";
import { readPerson, readSentence, withReason } from "./named.ts";
import { type Argument, type SlashCommand, UsageError } from "./slash-command.ts";

/** Who something is done to. */
export const whoArgument: Argument = { name: "@who", help: "who it is about", completes: "person" };
/** For how long something holds. */
export const durationArgument: Argument = {
	name: "[1h30m]",
	help: "for how long; without it, until it is taken back",
	completes: ["10m", "1h", "1d", "7d"],
};
/** Why something is done. */
export const reasonArgument: Argument = {
	name: "[reason]",
	help: "why, for them, the room and the journal",
};

const kickCommand: SlashCommand = {
	name: "kick",
	aliases: [],
	usage: "/kick @who [reason]",
	help: "take somebody out of this room",
	args: [whoArgument, reasonArgument],
	run: async (desk, argument) => {
		const { account, rest } = readPerson(kickCommand, desk.state(), argument);
		await desk.client().ask("kick", { room: roomOf(desk), account, ...withReason(rest) });
	},
};

const banCommand: SlashCommand = {
	name: "ban",
	aliases: [],
	usage: "/ban @who|ADDRESSES [1h30m] [reason]",
	help: "keep somebody out of this room, or addresses such as 203.0.113.0/24 out of the server",
	args: [{ ...whoArgument, name: "@who|ADDRESSES" }, durationArgument, reasonArgument],
	run: async (desk, argument) => {
		const { account, rest } = readPerson(banCommand, desk.state(), argument);
		const sentence = readSentence(rest);
		if (!isNetwork(account)) {
			await desk.client().ask("ban", { room: roomOf(desk), account, ...sentence });
			return;
		}
		await desk.client().ask("ban", { network: account, ...sentence });
		desk.tell(`${account} is shut out of the server; /unban ${account} lets it in again.`);
	},
};

const unbanCommand: SlashCommand = {
	name: "unban",
	aliases: [],
	usage: "/unban @who|ADDRESSES",
	help: "let somebody come back into this room, or addresses to the server",
	args: [{ ...whoArgument, name: "@who|ADDRESSES" }],
	run: async (desk, argument) => {
		const { account } = readPerson(unbanCommand, desk.state(), argument);
		if (!isNetwork(account)) {
			await desk.client().ask("unban", { room: roomOf(desk), account });
			return;
		}
		await desk.client().ask("unban", { network: account });
		desk.tell(`${account} may come to the server again.`);
	},
};

const suspendCommand: SlashCommand = {
	name: "suspend",
	aliases: [],
	usage: "/suspend @who [1h30m] [reason]",
	help: "keep an account out of the whole server",
	args: [whoArgument, durationArgument, reasonArgument],
	run: async (desk, argument) => {
		const { account, rest } = readPerson(suspendCommand, desk.state(), argument);
		await desk.client().ask("ban", { account, ...readSentence(rest) });
		desk.tell(`${account} is suspended; /unsuspend ${account} ends that.`);
	},
};

const unsuspendCommand: SlashCommand = {
	name: "unsuspend",
	aliases: [],
	usage: "/unsuspend @who",
	help: "let an account come back to the server",
	args: [whoArgument],
	run: async (desk, argument) => {
		const { account } = readPerson(unsuspendCommand, desk.state(), argument);
		await desk.client().ask("unban", { account });
		desk.tell(`${account} may come back.`);
	},
};

const opCommand = moderating("op", "moderator", "make somebody a moderator of this room");
const deopCommand = moderating("deop", "member", "make a moderator of this room a member again");

const roles = ["member", "admin", "owner"] as const;

const roleCommand: SlashCommand = {
	name: "role",
	aliases: [],
	usage: "/role @who member|admin|owner",
	help: "say what somebody is on the whole server",
	args: [whoArgument, { name: "member|admin|owner", help: "what they are", completes: roles }],
	run: async (desk, argument) => {
		const { account, rest } = readPerson(roleCommand, desk.state(), argument);
		const role = roles.find((known) => known === rest.toLowerCase());
		if (role === undefined) throw new UsageError(roleCommand);
		await desk.client().ask("role", { account, role });
		desk.tell(`${account} is ${role === "member" ? "a" : "an"} ${role} of the server now.`);
	},
};

/** Commands that keep order among people. */
export const orderCommands: readonly SlashCommand[] = [
	kickCommand,
	banCommand,
	unbanCommand,
	opCommand,
	deopCommand,
	suspendCommand,
	unsuspendCommand,
	roleCommand,
];

function moderating(name: string, role: "moderator" | "member", help: string): SlashCommand {
	const command: SlashCommand = {
		name,
		aliases: [],
		usage: `/${name} @who`,
		help,
		args: [whoArgument],
		run: async (desk, argument) => {
			const { account } = readPerson(command, desk.state(), argument);
			await desk.client().ask("role", { room: roomOf(desk), account, role });
		},
	};
	return command;
}

/** The room on screen, as its server names it. */
export function roomOf(desk: Desk): string {
	return roomIn(desk.state().current);
}

/** Whether this is an address or a range of them, and no name: names have neither `/` nor `:`, nor only digits and dots. */
function isNetwork(text: string): boolean {
	return /[/:]/.test(text) || /^\d+(?:\.\d+){3}$/.test(text);
}
