import type { SlashCommand } from "../commands/slash-command.ts";
import { problemOf, readTyped, type Typed } from "../commands/typed.ts";
import type { Desk } from "../desk/desk.ts";
import { noteSent } from "../desk/sent-lines.ts";
import { editorOf } from "../input/editor.ts";
import { remember } from "../input/history.ts";
import { roomIn } from "../state/place.ts";
import { lengthProblem } from "../state/text-length.ts";
import { findPlainCommand } from "./commands.ts";

/** Says a line, or does what it says; resolves when it is done, with whether it could be. */
export type LineTaker = (text: string) => Promise<boolean>;

/** Makes what takes the lines of a person. */
export function createLineTaker(desk: Desk, commands: readonly SlashCommand[]): LineTaker {
	let asked = "";
	return async (text) => {
		// As in the chat, a line has no control characters.
		const line = editorOf(text).text.trimEnd();
		const meant = line.trim() === "" ? asked.trimStart() : line;
		asked = "";
		if (meant === "") return retry(desk);
		const typed = readPlain(meant, commands);
		if (typed.type === "indented") asked = line;
		const problem = problemOf(typed) ?? tooLong(desk, typed) ?? questionOf(typed);
		if (problem === undefined) return await act(desk, typed, meant);
		desk.tell(problem, "problem");
		return false;
	};
}

function questionOf(typed: Typed): string | undefined {
	if (typed.type !== "indented") return undefined;
	return `An empty line runs /${typed.name} now; //${typed.name} would say it.`;
}

async function act(desk: Desk, typed: Typed, line: string): Promise<boolean> {
	try {
		if (typed.type === "say") desk.client().post(roomIn(desk.state().current), typed.text);
		keepLine(desk, line);
		if (typed.type === "command") await typed.command.run(desk, typed.argument);
		return true;
	} catch (error) {
		desk.problem(error);
		return false;
	}
}

/** Reads a line as the chat does; but a question mark alone asks for help, and some commands are other ones. */
function readPlain(line: string, commands: readonly SlashCommand[]): Typed {
	const [, name, argument = ""] = /^\/(\S+)\s*(.*)$/s.exec(line === "?" ? "/help" : line) ?? [];
	const command = name === undefined ? undefined : findPlainCommand(commands, name);
	if (command !== undefined) return { type: "command", command, argument: argument.trim() };
	const typed = readTyped(line);
	if (typed.type !== "command") return typed;
	const own = findPlainCommand(commands, typed.command.name) ?? typed.command;
	return { ...typed, command: own };
}

function tooLong(desk: Desk, typed: Typed): string | undefined {
	const limitBytes = desk.client().server()?.limits.textBytes;
	if (typed.type === "say") return lengthProblem(typed.text, limitBytes);
	return typed.type === "command" ? lengthProblem(typed.argument, limitBytes) : undefined;
}

function keepLine(desk: Desk, line: string): void {
	desk.change((state) => ({ ...state, history: remember(state.history, line) }));
	noteSent(desk, line);
}

/** An empty line connects anew where there is no connection. */
function retry(desk: Desk): boolean {
	const client = desk.client();
	const { state } = client.status();
	if (state !== "waiting" && state !== "closed") return true;
	client.retryNow();
	desk.tell("Trying to connect.");
	return true;
}
