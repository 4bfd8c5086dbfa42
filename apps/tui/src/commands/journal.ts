import type { ParamsInput, Result } from "@partyline/shared/protocol/methods";
import type { Act } from "@partyline/shared/protocol/shapes";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Desk } from "../desk/desk.ts";
import { meIn } from "../state/state.ts";
import { dateText } from "../view/clock.ts";
import { untilText } from "../view/event-words.ts";
import { roomOf } from "./order.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

/** Acts told at once. */
const toldActs = 20;

/** Bans told at most: nobody reads more, and a server may never come to an end. */
const mostBans = 1_000;

const undoCommand: SlashCommand = {
	name: "undo",
	aliases: [],
	usage: "/undo NUMBER",
	help: "undo what somebody did, by its number in /audit",
	args: [{ name: "NUMBER", help: "the number in /audit" }],
	run: async (desk, argument) => {
		const number = Number(argument.replace(/^#/, ""));
		if (!Number.isSafeInteger(number) || number < 1) throw new UsageError(undoCommand);
		const { act } = await desk.client().ask("undo", { act: number });
		desk.tell(`Undone. ${actText(act)}`);
	},
};

const auditCommand: SlashCommand = {
	name: "audit",
	aliases: [],
	usage: "/audit [NUMBER]",
	help: "who did what to whom, and why: on the server, or in the room that you moderate",
	args: [{ name: "[NUMBER]", help: "what was done before that one" }],
	run: audit,
};

/** Commands about what was done to people and rooms. */
export const journalCommands: readonly SlashCommand[] = [
	{
		name: "bans",
		aliases: [],
		usage: "/bans [server]",
		help: "who is kept out of this room, or of the server",
		args: [{ name: "[server]", help: "those of the whole server", completes: ["server"] }],
		run: bans,
	},
	auditCommand,
	undoCommand,
];

async function bans(desk: Desk, argument: string): Promise<void> {
	const isServer = argument === "server";
	const where = isServer ? "the server" : "this room";
	const asked = isServer ? {} : { room: roomOf(desk) };
	const all = await readBans(desk, asked);
	if (all.length === 0) desk.tell(`Nobody is banned from ${where}.`);
	for (const { account, network, until, reason, by, at } of all) {
		const since = at === undefined ? "" : ` since ${dateText(at)}`;
		const end = untilText({ until, at: desk.now() });
		const who = by === undefined ? "" : ` by ${by}`;
		desk.tell(`${account ?? network ?? "somebody"}${since}${end}${who}${whyText(reason)}`);
	}
}

/** The bans of all pages. */
async function readBans(desk: Desk, asked: ParamsInput<"bans">): Promise<Result<"bans">["bans"]> {
	// Whatever is on screen by the last page, all of them are of this server.
	const client = desk.client();
	const all: Result<"bans">["bans"] = [];
	for (;;) {
		const last = all.at(-1);
		const after = last?.account ?? last?.network;
		const page = await client.ask("bans", { ...asked, ...(after && { after }) });
		all.push(...page.bans);
		if (!page.more || page.bans.length === 0 || all.length >= mostBans) return all;
	}
}

async function audit(desk: Desk, argument: string): Promise<void> {
	if (!/^\d{0,9}$/.test(argument)) throw new UsageError(auditCommand);
	const role = meIn(desk.state())?.role;
	const seesAll = role === "admin" || role === "owner";
	const { acts, more } = await desk.client().ask("audit", {
		...(seesAll ? {} : { room: roomOf(desk) }),
		...(argument !== "" && { before: Number(argument) }),
		limit: toldActs,
	});
	if (acts.length === 0) desk.tell("Nothing was done here.");
	for (const act of acts.toReversed()) desk.tell(actText(act));
	const first = acts.at(-1)?.act;
	if (more && first !== undefined) desk.tell(`/audit ${first} tells what was done before that.`);
}

/** An act of the journal in a line. */
function actText({ act, at, by, what, who, room, title, reason, detail, ...rest }: Act): string {
	const { undoneBy, undoes } = rest;
	const where = title ?? room;
	return [
		`${act}. ${dateText(at)} ${by}: ${what.replaceAll("-", " ")}`,
		who === undefined ? "" : ` ${who}`,
		where === undefined ? "" : ` in ${where}`,
		detail === undefined ? "" : ` (${sanitizeLine(detail)})`,
		whyText(reason),
		undoes === undefined ? "" : `; it undoes ${undoes}`,
		undoneBy === undefined ? "" : `; undone by ${undoneBy}`,
	].join("");
}

function whyText(reason: string | undefined): string {
	return reason === undefined ? "" : `: ${sanitizeLine(reason)}`;
}
