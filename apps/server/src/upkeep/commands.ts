import type { Command } from "commander";
import { defaultDataDir } from "../config.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { DataFolderError } from "../journal/sqlite/data-folder-error.ts";
import { printLine } from "../print.ts";
import { backUp } from "./backup.ts";
import { check } from "./check.ts";
import { exportJson } from "./export.ts";
import { importLines } from "./import.ts";
import { noteMissingKey } from "./key-note.ts";
import { restore } from "./restore.ts";

/** What the commands need of the command line they are part of. */
export type Surroundings = {
	/** The data folder that the flags of a command and the environment name. */
	dataDirOf(command: Command): string;
	end(code: number): void;
};

/** Adds the commands by which an operator looks after the data: check, backup, restore, export, import. */
export function addUpkeepCommands(program: Command, { dataDirOf, end }: Surroundings): void {
	withData(program.command("check"))
		.description("look whether a data folder, or a backup, is whole; changes nothing")
		.argument("[file]", "the backup to check instead of the data folder")
		.addHelpText("after", "\nEnds with 0, or tells one sentence a trouble and ends with 65.")
		.action((file: string | undefined, _flags, command: Command) =>
			orRefuse(async () => end(check(dataDirOf(command), file))),
		);
	withData(program.command("backup"))
		.description("write everything into one new file, while the daemon runs or not")
		.argument("<file>", "the file to make")
		.addHelpText(
			"after",
			"\nThe file is there once it is whole, and one that is there already is never written over.",
		)
		.action((file: string, _flags, command: Command) =>
			orRefuse(async () => printLine(await backUp(dataDirOf(command), file))),
		);
	withData(program.command("restore"))
		.description("put a backup in the place of the data, which is kept beside it")
		.argument("<file>", "the backup")
		.addHelpText(
			"after",
			"\nNo daemon may run with the folder. Every client starts over with the history that came back.",
		)
		.action((file: string, _flags, command: Command) =>
			fillFolder(dataDirOf(command), (dataDir) => restore(dataDir, file)),
		);
	withData(program.command("export"))
		.description("write everything as JSON lines, while the daemon runs or not")
		.argument("[file]", "the file to make instead of stdout")
		.option("--json", "as JSON lines, which is the only format so far")
		.addHelpText(
			"after",
			"\nThe lines are described in docs/operating.md. They hold every message,\nthose of private rooms and conversations too, and the hashes of passwords, of the tokens of\ndevices and of the codes of invitations: keep them as you keep the data folder.",
		)
		.action((file: string | undefined, _flags, command: Command) =>
			orRefuse(() => exportJson(dataDirOf(command), file)),
		);
	withData(program.command("import"))
		.description("fill an empty data folder with an export")
		.argument("[file]", "the export to read instead of stdin")
		.addHelpText(
			"after",
			"\nThe folder may not have a database yet. It gets all of the export, or nothing.",
		)
		.action((file: string | undefined, _flags, command: Command) =>
			fillFolder(dataDirOf(command), (dataDir) => importLines(dataDir, file)),
		);
}

function withData(command: Command): Command {
	return command.option("--data <folder>", `the data folder (default: ${defaultDataDir()})`);
}

/** Fills a data folder and tells of it, and what it lacks then. */
async function fillFolder(
	dataDir: string,
	work: (dataDir: string) => Promise<string>,
): Promise<void> {
	await orRefuse(async () => printLine(await work(dataDir)));
	noteMissingKey(dataDir);
}

/** A database that these commands cannot read is bad input, where the daemon could not make its own. */
async function orRefuse(work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof DataFolderError)) throw error;
		throw new ExitError(error.message, { exit: exitCode.dataErr, cause: error });
	}
}
