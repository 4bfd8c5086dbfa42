import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import { Command, CommanderError } from "commander";
import type { Logger } from "pino";
import { defaultDataDir, readConfig, withEnvironment } from "./config.ts";
import { addControlCommands } from "./control/commands.ts";
import { type Daemon, startDaemon } from "./daemon.ts";
import { findRunning } from "./data-folder.ts";
import { ExitError, exitCode } from "./exit-code.ts";
import { onHangUp } from "./hang-up.ts";
import { createLog } from "./log.ts";
import { printLine } from "./print.ts";
import { type Commands, startBlock } from "./start-block.ts";
import { stopDaemon } from "./stop-daemon.ts";
import { actAlone } from "./unknown-command.ts";
import { addUpkeepCommands } from "./upkeep/commands.ts";
import { version } from "./version.ts";

/** What the daemon's command line needs of its process. */
export type CliOptions = {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly commands: Commands;
};

/** Runs `partylined`; resolves with its exit code. */
export async function runPartylined(options: CliOptions): Promise<number> {
	// Whoever read our output is gone, as in `partylined | head`: that is no reason to stop serving.
	process.stdout.on("error", () => {});
	process.stderr.on("error", () => {});
	let code: number = exitCode.ok;
	const program = buildProgram(options, (ended) => {
		code = ended;
	});
	try {
		await program.parseAsync([...options.argv], { from: "user" });
		return code;
	} catch (error) {
		return tellProblem(error);
	}
}

/** Prints why a command ended; what a person can mend is one sentence without a stack. */
function tellProblem(error: unknown): number {
	if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage;
	if (!(error instanceof ExitError)) throw error;
	// What a file holds that somebody else wrote may be in it.
	process.stderr.write(`partylined: ${sanitizeLine(error.message)}\n`);
	return error.code;
}

function buildProgram({ env, commands }: CliOptions, end: (code: number) => void): Command {
	const program = new Command("partylined")
		.description("Serves partyline: team chat for the terminal that forgets nothing.")
		.version(version, "-V, --version", "print the version")
		.helpOption("-h, --help", "print this")
		.exitOverride()
		// A flag after a command is the command's: both may have a --host.
		.enablePositionalOptions()
		.configureOutput({
			outputError: (text, write) => write(sanitize(toSentence(text))),
		})
		.showHelpAfterError("(partylined --help tells all commands and flags)")
		.option("--host <address...>", "address to listen on (default: 127.0.0.1 and ::1)")
		.option("--lan", "listen on every address, for other machines too")
		.option("--port <number>", "port to listen on, 0 for any free one (default: 7420)")
		.option("--data <folder>", `where everything is kept (default: ${defaultDataDir()})`)
		.option("--log <format>", "auto, pretty, or json: JSON lines on stdout (default: auto)")
		.option("--guests", "let guests in, from other machines too (default: from this one only)")
		.option("--no-guests", "let no guests in")
		.option(
			"--open",
			"let anybody make an account (default: without an invite from this machine only)",
		)
		.option("--no-open", "let nobody make an account without an invite")
		.option("--tls-cert <file>", "certificate of your own, as PEM; read again on SIGHUP")
		.option("--tls-key <file>", "its key, as PEM")
		.option("--trust-loopback", "who comes from this machine is local (default)")
		.option("--no-trust-loopback", "who comes from this machine is not: behind a tunnel or proxy")
		.option("--name <name>", "what the server calls itself (default: partyline)")
		.addHelpText("after", environmentHelp);
	const configOf = (command: Command) => {
		const { data }: { data?: string } = command.optsWithGlobals();
		return readConfig(withEnvironment(data === undefined ? {} : { data }, env));
	};
	const dataDirOf = (command: Command) => configOf(command).dataDir;
	program
		.command("stop")
		.description("stop the daemon that runs with a data folder")
		.option("--data <folder>", "its data folder")
		.action(async (_options, command: Command) => {
			await stopDaemon(dataDirOf(command));
		});
	program
		.command("status")
		.description("say whether a daemon runs with a data folder, and where it listens")
		.option("--data <folder>", "its data folder")
		.action((_options, command: Command) => {
			end(tellStatus(dataDirOf(command)));
		});
	addControlCommands(program, { configOf });
	addUpkeepCommands(program, { dataDirOf, end });
	actAlone(program, async () => {
		end(await serve(readConfig(withEnvironment(program.opts(), env)), commands));
	});
	return program;
}

/** What is wrong with the arguments, in our words where commander has none for people. */
function toSentence(problem: string): string {
	return problem
		.replace(/^error: unknown command '(.*)'$/m, "error: There is no command $1.")
		.replace(/^error: /, "partylined: ");
}

const environmentHelp = `
Each flag can be given as a variable too: PARTYLINED_HOST, PARTYLINED_LAN=1, PARTYLINED_PORT,
PARTYLINED_DATA, PARTYLINED_LOG, PARTYLINED_GUESTS=1 or 0, PARTYLINED_OPEN=1 or 0, PARTYLINED_TLS_CERT,
PARTYLINED_TLS_KEY, PARTYLINED_TRUST_LOOPBACK=0, PARTYLINED_NAME. A flag wins over its variable.
`;

/** Serves until a signal or a fatal problem; resolves with the exit code. */
async function serve(config: ReturnType<typeof readConfig>, commands: Commands): Promise<number> {
	const log = createLog(config.log);
	const ending = Promise.withResolvers<number>();
	// Before the start: a script that was told of it may end it in the same moment.
	const onSignal = (signal: string) => {
		log.info({ signal }, "stopping");
		ending.resolve(exitCode.ok);
	};
	process.once("SIGTERM", onSignal).once("SIGINT", onSignal);
	let daemon: Daemon | undefined;
	onHangUp(
		() => daemon?.reloadCertificate(),
		() => onSignal("SIGHUP"),
	);
	daemon = await startDaemon(config, log, (error) => {
		log.fatal({ err: error }, "the journal failed; the daemon ends rather than lose messages");
		ending.resolve(exitCode.software);
	});
	if (config.log !== "json")
		for (const line of startBlock(config, daemon, commands)) printLine(line);
	const code = await ending.promise;
	if (code === exitCode.ok) await stop(daemon, log);
	return code;
}

async function stop(daemon: Daemon, log: Logger): Promise<void> {
	await daemon.stop();
	log.info("stopped");
}

function tellStatus(dataDir: string): number {
	const running = findRunning(dataDir);
	if (running === undefined) {
		printLine(`No partylined runs with ${dataDir}.`);
		return exitCode.unavailable;
	}
	const where = running.addresses.map(({ host, port }) => `${host} port ${port}`).join(", ");
	printLine(
		`partylined ${running.version}, pid ${running.pid}, on ${where}, since ${running.startedAt}, with ${dataDir}`,
	);
	return exitCode.ok;
}
