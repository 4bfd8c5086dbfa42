import type { RoomSettings } from "@partyline/shared/protocol/events";
import { limits } from "@partyline/shared/protocol/limits";
import { parseDuration } from "@partyline/shared/text/duration";
import type { Desk } from "../desk/desk.ts";
import { toRoomName } from "./named.ts";
import { roomOf } from "./order.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const dayMs = 24 * 3_600_000;

const readOnlyCommand: SlashCommand = {
	name: "readonly",
	aliases: [],
	usage: "/readonly on|off",
	help: "whether only moderators speak in this room",
	args: [{ name: "on|off", help: "on: only moderators speak", completes: ["on", "off"] }],
	run: async (desk, argument) => {
		if (argument !== "on" && argument !== "off") throw new UsageError(readOnlyCommand);
		await set(desk, { readOnly: argument === "on" });
	},
};

const slowCommand: SlashCommand = {
	name: "slow",
	aliases: [],
	usage: "/slow 30s|off",
	help: "how long everybody waits between two messages in this room",
	args: [{ name: "30s|off", help: "the time between two", completes: ["10s", "30s", "5m", "off"] }],
	run: async (desk, argument) => {
		if (argument === "") throw new UsageError(slowCommand);
		const bounds = { leastMs: 1_000, mostMs: limits.slowSeconds * 1_000 };
		await set(desk, { slowSeconds: readTime(argument, bounds) / 1_000 });
	},
};

const retentionCommand: SlashCommand = {
	name: "retention",
	aliases: [],
	usage: "/retention 90d|off",
	help: "for how many days this room keeps what was said",
	args: [{ name: "90d|off", help: "older messages are removed", completes: ["30d", "90d", "off"] }],
	run: async (desk, argument) => {
		if (argument === "") throw new UsageError(retentionCommand);
		const bounds = { leastMs: dayMs, mostMs: limits.retentionDays * dayMs };
		const days = readTime(argument, bounds) / dayMs;
		if (!Number.isInteger(days)) throw new Error("A room keeps what was said for whole days.");
		await set(desk, { retentionDays: days });
	},
};

const renameCommand: SlashCommand = {
	name: "rename",
	aliases: [],
	usage: "/rename #new",
	help: "give this room another name; the old one still finds it",
	args: [{ name: "#new", help: "its name from now on" }],
	run: async (desk, argument) => {
		const [name = ""] = argument.split(/\s+/);
		if (name === "") throw new UsageError(renameCommand);
		await desk.client().ask("rename", { room: roomOf(desk), name: toRoomName(name) });
	},
};

const describeCommand: SlashCommand = {
	name: "describe",
	aliases: [],
	usage: "/describe TEXT",
	help: "say what this room is for; /describe - takes it away",
	args: [{ name: "TEXT", help: "what it is for; - takes it away" }],
	run: async (desk, argument) => {
		if (argument === "") throw new UsageError(describeCommand);
		await set(desk, { description: argument === "-" ? "" : argument });
	},
};

/** Commands about how a room is kept. */
export const keepingCommands: readonly SlashCommand[] = [
	renameCommand,
	describeCommand,
	readOnlyCommand,
	slowCommand,
	archiving("archive", true, "nobody speaks in this room any more, and no list has it"),
	archiving("unarchive", false, "bring an archived room back"),
	retentionCommand,
];

function archiving(name: string, archived: boolean, help: string): SlashCommand {
	return {
		name,
		aliases: [],
		usage: `/${name}`,
		help,
		run: (desk) => set(desk, { archived }),
	};
}

async function set(desk: Desk, settings: RoomSettings): Promise<void> {
	await desk.client().ask("settings", { room: roomOf(desk), ...settings });
}

/** Reads a duration, or `off` for none. */
function readTime(text: string, bounds: Parameters<typeof parseDuration>[1]): number {
	if (text === "off") return 0;
	const read = parseDuration(text.toLowerCase(), bounds);
	if (!read.ok) throw new Error(`${read.problem} /help tells more; off ends it.`);
	return read.ms;
}
