import type { Command } from "commander";
import { type Flags, printLine, printProblem, wholeNumber, withServerFlags } from "./cli-flags.ts";
import type { Settings } from "./settings.ts";

/** Adds the commands for scripts. */
export function addVerbs(program: Command, settingsOf: (flags: Flags) => Promise<Settings>): void {
	withServerFlags(program.command("send"))
		.description("say something in a room; ends with 0 only after it is stored")
		.argument("<room>", "such as '#general'")
		.argument("[text]", "what to say; without it, stdin is read as one message")
		.action(async (room: string, text: string | undefined, flags: Flags) => {
			await checkFew();
			const { send } = await import("../verbs/send.ts");
			await send(await settingsOf(flags), room, text);
		});
	withServerFlags(program.command("tail"))
		.description("print what is said in a room, as it is said")
		.argument("<room>", "such as '#general'")
		.option("--json", "one JSON object an event")
		.option(
			"--since <seq>",
			"begin after this seq, such as the last one printed before",
			wholeNumber,
		)
		.option("-n, --lines <number>", "begin with the last so many events", wholeNumber, 10)
		.option("--no-follow", "print what is there and end")
		.action(async (room: string, flags: TailFlags) => {
			await checkFew();
			const { tail } = await import("../verbs/tail.ts");
			const { json = false, since, lines, follow } = flags;
			const printing = { json, since, lines, follow, print: printLine, warn: printProblem };
			const signal = untilInterrupted();
			await tail(await settingsOf(flags), { room, ...printing, signal });
		});
	withServerFlags(program.command("rooms"))
		.description("list the rooms")
		.option("--json", "one JSON object a room")
		.action(async (flags: Flags) => {
			await checkFew();
			const { rooms } = await import("../verbs/rooms.ts");
			await rooms(await settingsOf(flags), { json: flags.json === true, print: printLine });
		});
}

/** Says how a verb checks, before any schema is made. */
async function checkFew(): Promise<void> {
	await import("../verbs/few-checks.ts");
}

type TailFlags = Flags & {
	readonly json?: boolean;
	readonly since?: number;
	readonly lines: number;
	readonly follow: boolean;
};

function untilInterrupted(): AbortSignal {
	const interrupted = new AbortController();
	const stop = () => interrupted.abort();
	process.once("SIGINT", stop).once("SIGTERM", stop);
	// Whoever reads our output is gone: `partyline tail '#general' | head`.
	process.stdout.on("error", stop);
	return interrupted.signal;
}
