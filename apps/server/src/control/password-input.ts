import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { ExitError, exitCode } from "../exit-code.ts";
import { reasonOf } from "../upkeep/reason.ts";

/** More than any password has; a file that is longer is another file. */
const mostBytes = 4_096;

/** The password in a file, or with `-` from stdin; a terminal is asked for it, and shows nothing of it. Throws `ExitError`. */
export async function readPassword(file: string): Promise<string> {
	if (file === "-" && process.stdin.isTTY) return await askTwice();
	const bytes = readBytes(file === "-" ? 0 : file, file);
	if (bytes.length > mostBytes)
		throw refusal(`${file} is too long: a file with a password has one line.`);
	const text = bytes.toString().replace(/\r?\n$/, "");
	if (text === "" || /[\r\n]/.test(text))
		throw refusal(
			`A password is one line, and ${nameOf(file)} has ${text === "" ? "none" : "more"}.`,
		);
	return text;
}

function readBytes(source: string | 0, file: string): Buffer {
	try {
		return readFileSync(source);
	} catch (cause) {
		throw new ExitError(`${nameOf(file)} cannot be read: ${reasonOf(cause)}.`, {
			exit: exitCode.noInput,
			cause,
		});
	}
}

function nameOf(file: string): string {
	return file === "-" ? "stdin" : file;
}

async function askTwice(): Promise<string> {
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	// Before the first question and until after the second: what is typed as soon as one is there, or between
	// them, is not to be echoed by the terminal either.
	const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
	reader.once("SIGINT", () => reader.close());
	const lines = reader[Symbol.asyncIterator]();
	try {
		const first = await ask("Password: ", lines);
		if ((await ask("The same again: ", lines)) === first) return first;
	} finally {
		reader.close();
	}
	throw refusal("The two are not the same; nothing was changed.");
}

/** The next line typed at the terminal. Throws `ExitError` when there comes none. */
async function ask(question: string, lines: AsyncIterator<string>): Promise<string> {
	process.stderr.write(question);
	const { done, value } = await lines.next();
	process.stderr.write("\n");
	if (done) throw refusal("No password was given; nothing was changed.");
	return value;
}

function refusal(message: string): ExitError {
	return new ExitError(message, { exit: exitCode.usage });
}
