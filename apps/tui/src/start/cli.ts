import { sanitize } from "@partyline/shared/text/sanitize";
import { Command, CommanderError } from "commander";
import { addAccountCommands, type Wanted } from "./cli-accounts.ts";
import {
	type Flags,
	isOnTerminal,
	printProblem,
	withScreenFlags,
	withServerFlags,
} from "./cli-flags.ts";
import { addServersCommand } from "./cli-servers.ts";
import { addVerbs } from "./cli-verbs.ts";
import { isPlain } from "./plain-choice.ts";
import type { Start } from "./read-start.ts";
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
	/** Loaded only where a daemon is started. */
	readonly launcher: () => Promise<Launcher>;
	/** Told where the person's things are kept, once that is known. */
	readonly onStateDir?: (folder: string) => void;
};

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
		.argument("[room]", "the room to open (default: #general), or the address of a server");
	withScreenFlags(withServerFlags(program)).addHelpText("after", environmentHelp);
	const open = async (wanted: Wanted) => await openChat(options, wanted);
	const startWith = async (flags: Flags) => await start(options, { ...program.opts(), ...flags });
	const { follow } = addAccountCommands(program, { startWith, open });
	program.action(async (named: string | undefined) => {
		const flags: Flags = program.opts();
		const { findUrl, isServerUrl, readServerUrl } = await import("./arguments.ts");
		if (named === undefined || !isServerUrl(named)) return await open({ room: named, flags });
		const url = findUrl(named);
		if (readServerUrl(url).invite !== undefined) return await follow([url], flags);
		await open({ room: undefined, flags: { ...flags, server: url } });
	});
	addVerbs(program, startWith);
	addServersCommand(program, startWith);
	addStart(program, options, end);
	return program;
}

const environmentHelp = `
PARTYLINE_SERVER, PARTYLINE_HOST, PARTYLINE_PORT, PARTYLINE_AS, PARTYLINE_STATE and PARTYLINE_CONFIG stand
for the flags of these names; a flag wins over its variable, and both over the configuration file. NO_COLOR=1 leaves
colours out. Where there is no terminal, TERM is dumb or INK_SCREEN_READER is true, the chat is plain.

Exit codes: 0 done, 64 wrong use, 65 not a text that can be sent, 66 a file cannot be read, 67 no such
room, 69 no server or too old a Node, 70 a mistake of ours, 73 the state folder cannot be used, 74 the
output cannot be written, 75 not confirmed in time, 76 the server's key has changed, 77 refused, 78 the
configuration is wrong, 130 given up at a question.
`;

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
			if (!isOnTerminal()) return end(await (await launcher()).serve(all));
			const { host, port, farewell } = await (await launcher()).ensure(all);
			await openChat(options, { room: undefined, flags: { ...all, host, port } });
			process.stdout.write(`${await farewell()}\n`);
		});
}

/** Reads what a run begins with; from now on a mistake of ours is told where the person keeps their things. */
async function start({ env, onStateDir }: CliOptions, flags: Flags): Promise<Start> {
	const { readStart } = await import("./read-start.ts");
	const found = await readStart(flags, env);
	onStateDir?.(found.stateDir);
	return found;
}

/** Opens the chat; React and Ink are loaded only now. */
async function openChat(options: CliOptions, wanted: Wanted): Promise<void> {
	const { room: named, flags, greeting } = wanted;
	const { env } = options;
	const { readRoom } = await import("./arguments.ts");
	const room = named === undefined ? undefined : readRoom(named);
	const found = await start(options, flags);
	await prepareChat(found);
	const { openChatLines, openChatScreen } = await import("./chat-screen.ts");
	const { platform } = process;
	const plain = flags.plain === true || found.config.plain;
	const isTerminal = isOnTerminal();
	const open = isPlain({ wanted: plain, env, platform, isTerminal })
		? openChatLines
		: openChatScreen;
	await open({ start: found, room, env, greeting });
}

async function prepareChat(found: Start): Promise<void> {
	const { atTerminal } = await import("../sign-in/ask-at-terminal.ts");
	const { prepare } = await import("../sign-in/sign-in.ts");
	const questions = isOnTerminal() ? atTerminal() : undefined;
	await prepare(found, { questions, fromFile: undefined });
}
