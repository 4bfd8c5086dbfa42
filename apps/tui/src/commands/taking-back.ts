import { parseDuration } from "@partyline/shared/text/duration";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { askYes } from "../desk/asking.ts";
import type { Desk } from "../desk/desk.ts";
import { takeBackIfMeant } from "../desk/take-back.ts";
import { logOf } from "../state/state.ts";
import { timeOf } from "../view/clock.ts";
import { readPerson, withReason } from "./named.ts";
import { reasonArgument, roomOf, whoArgument } from "./order.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

/** So many of the messages that are to go are shown. */
const shownSamples = 3;
const longestSample = 100;

const purgeCommand: SlashCommand = {
	name: "purge",
	aliases: [],
	usage: "/purge @who since 10m [reason]",
	help: "take back all that somebody said here since then; asks before it does",
	args: [
		whoArgument,
		{ name: "since 10m", help: "how far back", completes: ["since"] },
		{ name: "10m", help: "how far back", completes: ["10m", "1h", "1d"] },
		reasonArgument,
	],
	run: purge,
};

/** Commands that take back what was said. */
export const takingBackCommands: readonly SlashCommand[] = [
	{
		name: "redact",
		aliases: ["delete"],
		usage: "/redact [reason]",
		help: "take back the last you said here, if you say yes; in the selection d takes back the chosen message",
		args: [reasonArgument],
		run: redactLast,
	},
	purgeCommand,
];

async function redactLast(desk: Desk, argument: string): Promise<void> {
	const { current } = desk.state();
	for (const item of logOf(desk.state(), current).items.toReversed()) {
		if (item.kind !== "event" || item.mine !== true) continue;
		const { event, name } = item;
		if (event.type !== "message" || event.redacted === true) continue;
		const said = { current, event, name, mine: true, ...withReason(argument) };
		return await takeBackIfMeant(desk, said);
	}
	throw new Error("You said nothing here that could be taken back.");
}

async function purge(desk: Desk, argument: string): Promise<void> {
	const { account, rest } = readPerson(purgeCommand, desk.state(), argument);
	const [, time, reason = ""] = /^since\s+(\S+)\s*(.*)$/is.exec(rest) ?? [];
	if (time === undefined) throw new UsageError(purgeCommand);
	const read = parseDuration(time.toLowerCase());
	if (!read.ok) throw new Error(read.problem);
	const { current } = desk.state();
	const room = roomOf(desk);
	const since = Math.max(0, desk.now() - read.ms);
	const client = desk.client();
	const { count, samples } = await client.ask("purge", { account, room, since });
	if (count === 0) {
		desk.tell(`${account} said nothing here in that time.`);
		return;
	}
	const messages = countOf(count);
	const isMeant = await askYes(desk, {
		about: current,
		title: `Take back ${messages} of ${account}?`,
		lines: [
			"Their text is removed from the server for good.",
			...samples.slice(0, shownSamples).map(({ at, text }) => `${timeOf(at)} ${sampleOf(text)}`),
		],
	});
	if (!isMeant) return;
	const done = await client.ask("purge", {
		account,
		room,
		since,
		confirm: true,
		...withReason(reason),
	});
	desk.tell(`Taken back: ${countOf(done.count)} of ${account}.`);
}

function countOf(messages: number): string {
	return messages === 1 ? "1 message" : `${messages} messages`;
}

function sampleOf(text: string): string {
	return sanitizeLine(text.slice(0, longestSample));
}
