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
	const first = await ask("Password: ");
	if ((await ask("The same again: ")) === first) return first;
	throw refusal("The two are not the same; nothing was changed.");
}

/** Asks on the terminal, which does not show what is typed. */
function ask(question: string): Promise<string> {
	process.stderr.write(question);
	const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
	const line = createInterface({ input: process.stdin, output: nowhere, terminal: true });
	return new Promise((resolve, reject) => {
		let isAnswered = false;
		line.once("line", (text) => {
			isAnswered = true;
			line.close();
			resolve(text);
		});
		line.once("SIGINT", () => line.close());
		line.once("close", () => {
			process.stderr.write("\n");
			if (!isAnswered) reject(refusal("No password was given; nothing was changed."));
		});
	});
}

function refusal(message: string): ExitError {
	return new ExitError(message, { exit: exitCode.usage });
}
