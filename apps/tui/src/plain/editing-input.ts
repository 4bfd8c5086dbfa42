import { writeSync } from "node:fs";
import {
	clearScreenDown,
	createInterface,
	cursorTo,
	type Interface,
	moveCursor,
} from "node:readline";
import type { ReadStream } from "node:tty";
import { complete } from "../commands/complete.ts";
import type { Desk } from "../desk/desk.ts";
import { editorOf } from "../input/editor.ts";
import type { State } from "../state/state.ts";
import { labelOf } from "../state/state.ts";
import { followJob } from "../terminal/job-control.ts";
import type { TerminalOutput } from "../terminal/terminal.ts";
import { questionIn } from "./questions.ts";
import { createSecretKeys } from "./secret-line.ts";
import type { Typist, TypistEvents } from "./typist.ts";

/** What an edited line needs. */
export type EditingOptions = {
	readonly input: ReadStream;
	readonly output: TerminalOutput;
	readonly desk: Desk;
	/** Makes what others wrote safe to show. */
	readonly clean: (text: string) => string;
	/** The commands beginning so, slash and all. */
	readonly commandsStarting: (beginning: string) => readonly string[];
};

/** A paste is told as one (xterm mode 2004), so that each of its lines is not an Enter. */
const pasteOn = "\x1b[?2004h";
const pasteOff = "\x1b[?2004l";

/** A line that can be edited, with a prompt that tells the room; what is told comes above it. */
export function openEditingInput(options: EditingOptions, events: TypistEvents): Typist {
	const { input, output, clean } = options;
	const reader = createReader(options);
	takeSecrets(reader, options, events);
	const begun: string[] = [];
	const stopListening = listen(reader, begun, { options, events });
	const stopFollowing = followShell(reader, options);
	const restore = () => restoreTerminal(input, output);
	process.once("exit", restore);
	let place: string | undefined;
	return {
		print: (text) => {
			if (output.writable) printAbove(reader, output, text);
		},
		follow: (state) => {
			if (state.current === place) return;
			const isMoved = place !== undefined;
			place = state.current;
			// What was begun in another room is kept there.
			if (isMoved && reader.line !== "") eraseLine(reader);
			if (isMoved) begun.length = 0;
			reader.setPrompt(`${clean(labelOf(state, state.current))}> `);
			reader.prompt(true);
			if (reader.line === "" && state.editor.text !== "") putBack(reader, state, begun);
		},
		close: () => {
			process.off("exit", restore);
			stopListening();
			stopFollowing();
			// The line that stands there is over; the shell begins its own.
			if (output.writable) output.write(`\r\x1b[K${pasteOff}`);
			reader.close();
		},
	};
}

function createReader(options: EditingOptions): Interface {
	const { input, output, desk } = options;
	return createInterface({
		input,
		output,
		terminal: true,
		history: desk
			.state()
			.history.lines.filter((line) => !line.includes("\n"))
			.reverse(),
		completer: (line: string) => completionsOf(options, line),
		removeHistoryDuplicates: true,
	});
}

/** While a secret is asked for, the reader sees no key: it would show it, and keep it to be put in again. */
function takeSecrets(
	reader: Interface,
	{ desk, output }: EditingOptions,
	events: TypistEvents,
): void {
	const takeKey: unknown = Reflect.get(reader, "_ttyWrite");
	if (typeof takeKey !== "function")
		throw new TypeError("This Node reads no line without showing it.");
	const secret = createSecretKeys({
		...events,
		onLine: async (line) => {
			output.write("\n");
			await events.onLine(line);
		},
	});
	Object.assign(reader, {
		_ttyWrite: (
			text: string | undefined,
			key: { readonly name?: string; readonly ctrl?: boolean },
		) => {
			if (questionIn(desk.state())?.secret === true) secret(text, key);
			else Reflect.apply(takeKey, reader, [text, key]);
		},
	});
}

type Listening = { readonly options: EditingOptions; readonly events: TypistEvents };

/** Takes what is typed, line by line or paste by paste; `begun` are the lines above the one that is typed. */
function listen(reader: Interface, begun: string[], { options, events }: Listening): () => void {
	const { input, desk } = options;
	let pasting = false;
	let queue = Promise.resolve();
	const onKey = (_text: unknown, key: { readonly name?: string } | undefined) => {
		if (key?.name === "paste-start") pasting = true;
		if (key?.name === "paste-end") pasting = false;
		setRows(reader, reader.getCursorPos().rows);
		keepDraft(desk, [...begun, reader.line].join("\n"));
	};
	input.on("keypress", onKey);
	reader.on("line", (line) => {
		begun.push(line);
		if (pasting) return;
		const text = begun.splice(0).join("\n");
		queue = queue.then(() => events.onLine(text));
		reader.prompt();
	});
	reader.on("SIGINT", () => {
		const wasEmpty = reader.line === "" && begun.length === 0;
		begun.length = 0;
		eraseLine(reader);
		keepDraft(desk, "");
		if (wasEmpty) events.onInterrupt();
	});
	reader.on("close", events.onEnd);
	return () => {
		input.off("keypress", onKey);
		reader.off("close", events.onEnd);
	};
}

/** Gives the terminal back while the shell has stopped us. The reader would stop only this process, and read no more after it. */
function followShell(reader: Interface, { input, output }: EditingOptions): () => void {
	let isOurs = true;
	let isOver = false;
	const job = followJob(
		{
			isOurs: () => isOurs,
			lend: async () => {
				const wasOurs = isOurs;
				isOurs = false;
				if (!wasOurs) return false;
				output.write(pasteOff);
				reader.pause();
				input.setRawMode(false);
				return true;
			},
			takeBack: () => {
				if (isOver) return;
				isOurs = true;
				// First the keys: a job in the background is stopped here, before it has written anything.
				input.setRawMode(true);
				output.write(pasteOn);
				// What stands above is the shell's.
				setRows(reader, 0);
				reader.prompt(true);
			},
		},
		// The reader follows the size by itself.
		{ rest: () => {}, repaint: () => {} },
	);
	reader.on("SIGTSTP", () => void job.suspend());
	output.write(pasteOn);
	return () => {
		isOver = true;
		job.unfollow();
	};
}

/** What one had begun to type in a room; of several lines all but the last stand above. */
function putBack(reader: Interface, { editor }: State, begun: string[]): void {
	const lines = editor.text.split("\n");
	begun.push(...lines.slice(0, -1));
	reader.write(lines.at(-1) ?? "");
}

function keepDraft(desk: Desk, text: string): void {
	// What answers a question is no draft.
	if (questionIn(desk.state()) !== undefined) return;
	// It is written down behind the key, as in the chat.
	if (desk.state().editor.text !== text) desk.edit(() => editorOf(text));
}

function eraseLine(reader: Interface): void {
	reader.write(null, { ctrl: true, name: "e" });
	reader.write(null, { ctrl: true, name: "u" });
}

/** Writes lines where the line that is typed stands, and that line below them. */
function printAbove(reader: Interface, output: TerminalOutput, text: string): void {
	moveCursor(output, 0, -reader.getCursorPos().rows);
	cursorTo(output, 0);
	clearScreenDown(output);
	output.write(text);
	setRows(reader, 0);
	reader.prompt(true);
}

/**
 * How many rows of its line the reader goes up before it writes it anew. It has a number of its own for that,
 * which is wrong after a paste, and cannot know what we have written.
 */
function setRows(reader: Interface, rows: number): void {
	Object.assign(reader, { prevRows: rows });
}

/** What Tab offers, by the same rules as in the chat, and what of the line it takes the place of. */
function completionsOf(options: EditingOptions, line: string): [string[], string] {
	if (/^\/[^\s/]*$/.test(line)) return [[...options.commandsStarting(line)], line];
	const before: State = { ...options.desk.state(), editor: editorOf(line), completion: undefined };
	const { completion, editor } = complete(before, 1);
	const from = completion?.from ?? line.length - (/\S*$/.exec(line)?.[0].length ?? 0);
	const word = line.slice(from);
	if (completion !== undefined) return [completion.candidates.map(({ text }) => text), word];
	return editor.text === line ? [[], line] : [[editor.text.slice(from)], word];
}

/** The last words of a process that ends suddenly. */
function restoreTerminal(input: ReadStream, output: TerminalOutput): void {
	try {
		writeSync(output.fd, `\r\n${pasteOff}`);
		input.setRawMode(false);
	} catch {
		// The terminal is gone; there is nothing to give back.
	}
}
