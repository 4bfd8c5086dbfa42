import { sanitizeLine } from "@partyline/shared/text/sanitize";
import { type Command, InvalidArgumentError } from "commander";

/** What commander read; each value is checked where it is used. */
export type Flags = Readonly<Record<string, unknown>>;

/** Adds the flags that say which server, and as whom. */
export function withServerFlags(command: Command): Command {
	return command
		.option("--server <url>", "the server, such as partyline://chat.example.org")
		.option("--host <host>", "the same in two flags (default: 127.0.0.1)")
		.option("--port <number>", "its port (default: 7420)")
		.option("--as <name>", "your name there (default: your user name)")
		.option("--state <folder>", "where your outbox, token and cache are kept")
		.option("--config <file>", "the configuration file");
}

/** Adds the flags that say how the chat looks. */
export function withScreenFlags(command: Command): Command {
	return command
		.option("--theme <name>", "dark, light, contrast, none, auto or a theme file")
		.option("--no-mouse", "leave the mouse to the terminal")
		.option("--plain", "lines that are only appended, for screen readers and pipes");
}

/** Adds the flag for a password that nobody types. There is none for the password itself: everybody on the machine could read it. */
export function withPasswordFlag(command: Command): Command {
	return command.option(
		"--password-file <file>",
		"the password is the first line of this file, or of stdin for -",
	);
}

/** Reads a whole number. */
export function wholeNumber(value: string): number {
	if (!/^\d{1,15}$/.test(value))
		throw new InvalidArgumentError("It must be a whole number, 0 or more.");
	return Number(value);
}

/** Prints a line of what was asked for. */
export function printLine(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** Prints a line about what went wrong, or what there is to know. */
export function printProblem(sentence: string): void {
	// It may quote the server, which is not to make lines of ours.
	process.stderr.write(`partyline: ${sanitizeLine(sentence)}\n`);
}

/** Whether a person sits at both ends. */
export function isOnTerminal(): boolean {
	return process.stdin.isTTY === true && process.stdout.isTTY === true;
}
