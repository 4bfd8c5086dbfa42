import type { Member } from "@partyline/shared/protocol/shapes";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { askYes } from "../desk/asking.ts";
import type { Desk } from "../desk/desk.ts";
import { roomIn, serverOf } from "../state/place.ts";
import { mutedUntil } from "../state/speaking.ts";
import { labelOf, serverIn } from "../state/state.ts";
import { untilText } from "../view/event-words.ts";
import { accountNamed, readPerson, readSentence } from "./named.ts";
import { roomOf, whoArgument } from "./order.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

const whoisCommand: SlashCommand = {
	name: "whois",
	aliases: [],
	usage: "/whois @who",
	help: "what somebody is here, and whether they are here now",
	args: [whoArgument],
	run: whois,
};

const unignoreCommand: SlashCommand = {
	name: "unignore",
	aliases: [],
	usage: "/unignore @who",
	help: "hear somebody again",
	args: [whoArgument],
	run: async (desk, argument) => {
		const { account } = readPerson(unignoreCommand, desk.state(), argument);
		await desk.client().ask("ignore", { account, on: false });
		desk.tell(`You hear ${account} again.`);
	},
};

/** Commands about others, for oneself. */
export const othersCommands: readonly SlashCommand[] = [
	whoisCommand,
	{
		name: "ignore",
		aliases: [],
		usage: "/ignore [@who]",
		help: "hear nothing of somebody, for yourself; without a name, whom you ignore",
		args: [{ ...whoArgument, name: "[@who]" }],
		run: ignore,
	},
	unignoreCommand,
];

/** Mutes somebody for everybody in the room on screen, if that is what was meant. */
export async function mutePerson(
	desk: Desk,
	command: SlashCommand,
	argument: string,
): Promise<void> {
	const { account, rest } = readPerson(command, desk.state(), argument);
	const { current } = desk.state();
	const client = desk.client();
	const sentence = readSentence(rest);
	const isMeant = await askYes(desk, {
		about: current,
		title: `Mute ${account} for everybody here?`,
		lines: [
			`They read on in ${labelOf(desk.state(), current)} and cannot speak. It takes a moderator.`,
			`/ignore @${account} hides them from you alone.`,
		],
	});
	if (!isMeant) return;
	await client.ask("mute", { room: roomIn(current), account, ...sentence });
}

/** Lets somebody speak in the room on screen again. */
export async function unmutePerson(
	desk: Desk,
	command: SlashCommand,
	argument: string,
): Promise<void> {
	const { account } = readPerson(command, desk.state(), argument);
	await desk.client().ask("unmute", { room: roomOf(desk), account });
}

async function ignore(desk: Desk, argument: string): Promise<void> {
	const { current } = desk.state();
	if (argument === "") {
		const { ignored } = serverIn(desk.state(), serverOf(current));
		desk.tell(ignored.size === 0 ? "You ignore nobody." : `You ignore ${[...ignored].join(", ")}.`);
		return;
	}
	const [who = ""] = argument.split(/\s+/);
	const account = accountNamed(desk.state(), serverOf(current), who);
	await desk.client().ask("ignore", { account, on: true });
	desk.tell(
		`You hear nothing more of ${account}; they are not told. /unignore ${account} ends it.`,
	);
}

async function whois(desk: Desk, argument: string): Promise<void> {
	if (argument === "") throw new UsageError(whoisCommand);
	const { account } = readPerson(whoisCommand, desk.state(), argument);
	const members = await desk.client().members(roomOf(desk));
	const member = members.find((one) => one.account === account);
	if (member === undefined) throw new Error(`There is nobody called ${account} in this room.`);
	desk.tell(describe(desk, member));
}

const presences = { online: "here now", away: "away", offline: "not here now" };

function describe(desk: Desk, member: Member): string {
	const { account, name, role, roomRole, state } = member;
	const known = sanitizeLine(name);
	const until = mutedUntil(member, desk.now());
	return [
		known === account ? account : `${known} (${account})`,
		role === "guest" ? "a guest, without an account" : `${role} of the server`,
		...(roomRole === "moderator" ? ["moderator here"] : []),
		presences[state],
		...(until === undefined ? [] : [`muted here${untilText({ until, at: desk.now() })}`]),
	].join(", ");
}
