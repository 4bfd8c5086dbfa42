import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { slashCommands } from "../commands/commands.ts";
import type { SlashCommand } from "../commands/slash-command.ts";
import type { Desk } from "../desk/desk.ts";
import { type Place, roomIn } from "../state/place.ts";
import { sightOf } from "../state/sight.ts";
import { logOf } from "../state/state.ts";
import type { Conversation } from "./conversation.ts";
import { createDayTeller } from "./days.ts";
import { createGoing, type Say } from "./going.ts";
import { countOf, eventSentence, type Happened, isSaid } from "./sentences.ts";
import type { TypedLines } from "./typed-lines.ts";

/** What the commands of plain mode work with beside the desk. */
export type PlainTools = {
	readonly conversation: Conversation;
	readonly lines: TypedLines;
	readonly say: Say;
};

/** Lines that are read back unless told how many; and the most. */
const usualCount = 20;
const mostCount = 200;

/** What the screen has and lines cannot show. */
const ofTheScreen: ReadonlySet<string> = new Set([
	"pane",
	"hints",
	"theme",
	"mouse",
	"keys",
	"bare",
	"clear",
	"copy",
]);

/** The commands of plain mode: those of the chat, and what keys do there. */
export function createPlainCommands(tools: PlainTools): readonly SlashCommand[] {
	const own: readonly SlashCommand[] = [
		...createGoing(tools.say),
		...createReading(tools),
		...createWriting(tools),
	];
	const isOwn = (name: string) => own.some((command) => command.name === name) || name === "help";
	const others = slashCommands
		.filter(({ name }) => !isOwn(name))
		.map((command) => (ofTheScreen.has(command.name) ? refuse(command) : command));
	const all: SlashCommand[] = [...own, ...others];
	return [createHelp(tools, () => all), ...all];
}

/** The command of that name or alias. */
export function findPlainCommand(
	commands: readonly SlashCommand[],
	name: string,
): SlashCommand | undefined {
	const wanted = name.toLowerCase();
	return commands.find((command) => command.name === wanted || command.aliases.includes(wanted));
}

function refuse(command: SlashCommand): SlashCommand {
	return {
		...command,
		run: () => {
			throw new Error(`/${command.name} is for the screen, and there is none here.`);
		},
	};
}

function createHelp({ say }: PlainTools, all: () => readonly SlashCommand[]): SlashCommand {
	const help: SlashCommand = {
		name: "help",
		aliases: ["h"],
		usage: "/help [command]",
		help: "all commands, or one",
		args: [{ name: "[command]", help: "what to tell about", completes: "command" }],
		run: (_desk, argument) => {
			const asked = argument.replace(/^\//, "");
			const found = findPlainCommand([help, ...all()], asked);
			if (asked !== "" && found === undefined)
				throw new Error(`There is no command ${asked}; /help lists them.`);
			if (found !== undefined) return say([describe(found)]);
			const shown = all().filter(({ name }) => !ofTheScreen.has(name));
			say([...basics, ...[help, ...shown].map(describe)]);
		},
	};
	return help;
}

const basics = [
	"A line you type is said in the room you are in. //TEXT says a text that begins with a slash.",
	"A backslash at the end of a line goes on in the next one. Ctrl+C twice or Ctrl+D leaves.",
];

function describe({ name, usage, help, aliases }: SlashCommand): string {
	const also = aliases.length === 0 ? "" : ` (also ${aliases.map((one) => `/${one}`).join(", ")})`;
	return ofTheScreen.has(name) ? `${usage}: for the screen` : `${usage}: ${help}${also}`;
}

function createReading(tools: PlainTools): SlashCommand[] {
	return [
		{
			name: "more",
			aliases: [],
			usage: "/more [NUMBER]",
			help: "read so many messages from before what was read",
			args: [{ name: "[NUMBER]", help: `how many; ${usualCount} without it` }],
			run: (desk, argument) => readMore(desk, tools, countIn(argument)),
		},
		{
			name: "read",
			aliases: [],
			usage: "/read [NUMBER]",
			help: "read the last messages again",
			args: [{ name: "[NUMBER]", help: `how many; ${usualCount} without it` }],
			run: (desk, argument) => readAgain(desk, tools, countIn(argument)),
		},
	];
}

function countIn(argument: string): number {
	if (argument === "") return usualCount;
	const count = /^\d{1,6}$/.test(argument) ? Number(argument) : 0;
	if (count === 0) throw new Error(`${argument} is no number of messages.`);
	return Math.min(count, mostCount);
}

async function readMore(
	desk: Desk,
	{ conversation, say }: PlainTools,
	count: number,
): Promise<void> {
	const { current: place } = desk.state();
	const { from } = conversation.told(place);
	const start = Number.isFinite(from) ? from : logOf(desk.state(), place).lastSeq + 1;
	const { said, isFirst, reached } = await fetchSaid(desk, place, { before: start, count });
	if (said.length === 0) {
		desk.tell("There is nothing before that; the room begins here.");
		return;
	}
	conversation.toldBack(place, isFirst ? Math.min(reached, 1) : (said[0]?.seq ?? start));
	say([
		...(isFirst ? ["The room begins here."] : []),
		`Before that, ${countOf(said.length)}:`,
		...pastLines(desk, place, toHappened(desk, place, said)),
		`Up to here${isFirst ? "" : "; /more goes further back"}.`,
	]);
}

type Wanted = { readonly before: number; readonly count: number };

/** What was said before a seq: page by page, as a page may be full of comings and goings. */
async function fetchSaid(desk: Desk, place: Place, { before, count }: Wanted) {
	let said: ReceivedEvent[] = [];
	let reached = before;
	for (;;) {
		const asked = { before: reached, limit: Math.min(mostCount, count * 2) };
		const page = await desk.client(place).history(roomIn(place), asked);
		const first = page.events[0]?.seq ?? reached;
		said = [...page.events.filter(isSaid), ...said];
		// A page that brings nothing is the last one, whatever it says.
		const isLast = !page.more || first >= reached;
		reached = Math.min(first, reached);
		if (said.length > count) return { said: said.slice(-count), isFirst: false, reached };
		if (isLast || said.length === count) return { said, isFirst: isLast, reached };
	}
}

/** Events of a page of history, by the names their authors have now. */
function toHappened(desk: Desk, place: Place, events: readonly ReceivedEvent[]): Happened[] {
	return events.map((event) => ({ ...sightOf(desk.state(), place, event), event }));
}

function readAgain(desk: Desk, { say }: PlainTools, count: number): void {
	const { current: place } = desk.state();
	const items = logOf(desk.state(), place).items.flatMap((item) =>
		item.kind === "event" && item.hidden !== true && isSaid(item.event) ? [item] : [],
	);
	const said = items.slice(-count);
	if (said.length === 0) desk.tell("Nothing was said here yet.");
	else say([`Last, ${countOf(said.length)}:`, ...pastLines(desk, place, said), "Up to here."]);
}

function pastLines(desk: Desk, place: Place, said: readonly Happened[]): string[] {
	const days = createDayTeller(desk.now());
	return said.flatMap((one) => {
		const sentence = eventSentence(desk.state(), place, one);
		return sentence === "" ? [] : [...days(one.event.at), sentence];
	});
}

function createWriting({ lines }: PlainTools): SlashCommand[] {
	return [
		{
			name: "paste",
			aliases: [],
			usage: "/paste",
			help: "begin a message of several lines; /end sends it",
			run: ({ tell }) => {
				lines.beginPaste();
				tell("Type or paste; /end on a line of its own sends all of it as one message.");
			},
		},
		{
			name: "drop",
			aliases: [],
			usage: "/drop",
			help: "forget your messages that were refused",
			run: dropRefused,
		},
	];
}

function dropRefused({ clients, tell }: Desk): void {
	let dropped = 0;
	for (const [, client] of clients)
		for (const { id, refused } of client.outbox())
			if (refused !== undefined && client.drop(id) !== undefined) dropped++;
	tell(dropped === 0 ? "Nothing was refused." : `Dropped: ${countOf(dropped, "refused")}.`);
}
