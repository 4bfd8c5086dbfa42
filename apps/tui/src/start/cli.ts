import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { isPlain } from "./plain-choice.ts";
import { readStart, type Start } from "./read-start.ts";
import { readRoom, type Settings } from "./settings.ts";
import { exitCode, UserError } from "./user-error.ts";
import { version } from "./version.ts";

/** A daemon that is there now. */
export type Launched = {
	readonly host: string;
	readonly port: number;
	/** What to tell the person about it when they leave. */
	readonly farewell: () => Promise<string>;
};

/** How the daemon is started; the parcel, where both programs meet, knows. */
export type Launcher = {
	/** Makes sure that a daemon listens; starts one in the background if none does. */
	readonly ensure: (flags: Readonly<Record<string, unknown>>) => Promise<Launched>;
	/** Runs the daemon in the foreground; resolves with its exit code. */
	readonly serve: (flags: Readonly<Record<string, unknown>>) => Promise<number>;
};

/** What the client's command line needs of its process. */
export type CliOptions = {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly launcher: Launcher;
	/** Told where the person's things are kept, once that is known. */
	readonly onStateDir?: (folder: string) => void;
};

type Flags = Readonly<Record<string, unknown>>;

/** What an output that fails means to the run there is; the listener itself stays for what comes after its end. */
let onOutputError: (error: NodeJS.ErrnoException) => void = () => {};

function tellOutputError(error: NodeJS.ErrnoException): void {
	onOutputError(error);
}

/** Runs `partyline`; resolves with its exit code. */
export async function runPartyline(options: CliOptions): Promise<number> {
	let code: number = exitCode.ok;
	let outputCode: number = exitCode.ok;
	// EPIPE: whoever reads our output is gone, as in `partyline rooms | true`; that is how pipes end.
	onOutputError = ({ code: why }) => {
		if (why !== "EPIPE") outputCode = exitCode.ioError;
	};
	for (const output of [process.stdout, process.stderr])
		output.off("error", tellOutputError).on("error", tellOutputError);
	const program = buildProgram(options, (ended) => {
		code = ended;
	});
	try {
		await program.parseAsync([...options.argv], { from: "user" });
		return code === exitCode.ok ? outputCode : code;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
		if (!(error instanceof UserError)) throw error;
		for (const sentence of sentencesOf(error)) printProblem(sentence);
		return error.code;
	}
}

/** Of a configuration all mistakes are told, each in a line; anything else may quote the server, and is one. */
function sentencesOf({ code, message }: UserError): readonly string[] {
	return code === exitCode.config ? message.split("\n") : [message];
}

function buildProgram(options: CliOptions, end: (code: number) => void): Command {
	const program = new Command("partyline")
		.description("Team chat for the terminal. Without a command it opens the chat.")
		.version(version, "-V, --version", "print the version")
		.helpOption("-h, --help", "print this")
		.exitOverride()
		.configureOutput({
			// It quotes an argument, which a script may have from anywhere.
			outputError: (text, write) => write(sanitize(text.replace(/^error: /, "partyline: "))),
		})
		.showHelpAfterError("(partyline --help tells all commands and flags)")
		.enablePositionalOptions()
		.argument("[room]", "the room to open (default: #general)");
	withScreenFlags(withServerFlags(program)).addHelpText("after", environmentHelp);
	program.action(
		async (room: string | undefined) => await openChat(options, { room, flags: program.opts() }),
	);
	addVerbs(program, async (flags) => await start(options, { ...program.opts(), ...flags }));
	addStart(program, options, end);
	return program;
}

const environmentHelp = `
PARTYLINE_HOST, PARTYLINE_PORT, PARTYLINE_AS, PARTYLINE_STATE and PARTYLINE_CONFIG stand for the flags
of these names; a flag wins over its variable, and both over the configuration file. NO_COLOR=1 leaves
colours out. Where there is no terminal, TERM is dumb or INK_SCREEN_READER is true, the chat is plain.

Exit codes: 0 done, 64 wrong use, 65 not a text that can be sent, 67 no such room, 69 no server or
too old a Node, 70 a mistake of ours, 73 the state folder cannot be used, 74 the output cannot be
written, 75 not confirmed in time, 77 refused, 78 the configuration is wrong.
`;

function withServerFlags(command: Command): Command {
	return command
		.option("--host <host>", "the server (default: 127.0.0.1)")
		.option("--port <number>", "its port (default: 7420)")
		.option("--as <name>", "your name there (default: your user name)")
		.option("--state <folder>", "where your outbox, token and cache are kept")
		.option("--config <file>", "the configuration file");
}

function withScreenFlags(command: Command): Command {
	return command
		.option("--theme <name>", "dark, light, contrast, none, auto or a theme file")
		.option("--no-mouse", "leave the mouse to the terminal")
		.option("--plain", "lines that are only appended, for screen readers and pipes");
}

function addVerbs(program: Command, settingsOf: (flags: Flags) => Promise<Settings>): void {
	withServerFlags(program.command("send"))
		.description("say something in a room; ends with 0 only after it is stored")
		.argument("<room>", "such as '#general'")
		.argument("[text]", "what to say; without it, stdin is read as one message")
		.action(async (room: string, text: string | undefined, flags: Flags) => {
			const { send } = await import("../verbs/send.ts");
			await send(await settingsOf(flags), readRoom(room), text);
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
			const { tail } = await import("../verbs/tail.ts");
			const { json = false, since, lines, follow } = flags;
			const printing = { json, since, lines, follow, print: printLine, warn: printProblem };
			const signal = untilInterrupted();
			await tail(await settingsOf(flags), { room: readRoom(room), ...printing, signal });
		});
	withServerFlags(program.command("rooms"))
		.description("list the rooms")
		.option("--json", "one JSON object a room")
		.action(async (flags: Flags) => {
			const { rooms } = await import("../verbs/rooms.ts");
			await rooms(await settingsOf(flags), { json: flags.json === true, print: printLine });
		});
}

type TailFlags = Flags & {
	readonly json?: boolean;
	readonly since?: number;
	readonly lines: number;
	readonly follow: boolean;
};

function addStart(program: Command, options: CliOptions, end: (code: number) => void): void {
	const { env, launcher } = options;
	withScreenFlags(withServerFlags(program.command("start")))
		.description("start a server on this machine if none runs, and open the chat")
		.option("--data <folder>", "where the server keeps everything")
		.action(async (flags: Flags) => {
			const variables = { host: env.PARTYLINE_HOST, port: env.PARTYLINE_PORT };
			const before: Flags = program.opts();
			// A flag that takes something away is there, as true, where nobody gave it.
			const mouse = before.mouse !== false && flags.mouse !== false;
			const all = { ...variables, ...before, ...flags, mouse };
			if (!isOnTerminal()) return end(await launcher.serve(all));
			const { host, port, farewell } = await launcher.ensure(all);
			await openChat(options, { room: undefined, flags: { ...all, host, port } });
			process.stdout.write(`${await farewell()}\n`);
		});
}

/** Reads what a run begins with; from now on a mistake of ours is told where the person keeps their things. */
async function start({ env, onStateDir }: CliOptions, flags: Flags): Promise<Start> {
	const found = await readStart(flags, env);
	onStateDir?.(found.stateDir);
	return found;
}

type Wanted = { readonly room: string | undefined; readonly flags: Flags };

/** Opens the chat; React and Ink are loaded only now. */
async function openChat(options: CliOptions, { room: named, flags }: Wanted): Promise<void> {
	const { env } = options;
	const room = named === undefined ? undefined : readRoom(named);
	const found = await start(options, flags);
	const { openChatLines, openChatScreen } = await import("./chat-screen.ts");
	const { platform } = process;
	const wanted = flags.plain === true || found.config.plain;
	const isTerminal = isOnTerminal();
	const open = isPlain({ wanted, env, platform, isTerminal }) ? openChatLines : openChatScreen;
	await open({ start: found, room, env });
}

function isOnTerminal(): boolean {
	return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

function wholeNumber(value: string): number {
	if (!/^\d{1,15}$/.test(value))
		throw new InvalidArgumentError("It must be a whole number, 0 or more.");
	return Number(value);
}

function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}

function printProblem(sentence: string): void {
	// It may quote the server, which is not to make lines of ours.
	process.stderr.write(`partyline: ${sanitizeLine(sentence)}\n`);
}

function untilInterrupted(): AbortSignal {
	const interrupted = new AbortController();
	const stop = () => interrupted.abort();
	process.once("SIGINT", stop).once("SIGTERM", stop);
	// Whoever reads our output is gone: `partyline tail '#general' | head`.
	process.stdout.on("error", stop);
	return interrupted.signal;
}
