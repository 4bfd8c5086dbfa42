import { createInterface } from "node:readline";
import type { ReadStream } from "node:tty";
import type { Desk } from "../desk/desk.ts";
import { clear } from "../input/editor.ts";
import type { State } from "../state/state.ts";
import type { TerminalOutput } from "../terminal/terminal.ts";
import { questionIn } from "./questions.ts";
import { hideSecret } from "./secret-line.ts";
import type { Typist, TypistEvents } from "./typist.ts";

/** What lines are read from and written to. */
export type LineStreams = {
	readonly input: ReadStream;
	readonly output: TerminalOutput;
	readonly desk: Desk;
	/** Makes what somebody wrote safe to show. */
	readonly clean: (text: string) => string;
};

/**
 * Lines as they come: from a pipe, or from a terminal that edits and shows them itself. Of such a line nothing
 * is known before its Enter, so what is told in between comes at once and stands in the middle of it; the
 * terminal keeps what was typed, and Ctrl+R shows it again.
 */
export function openLineInput(
	{ input, output, desk, clean }: LineStreams,
	events: TypistEvents,
): Typist {
	// Without an output it writes nothing: no prompt, no echo.
	const reader = createInterface({ input, terminal: false, crlfDelay: Infinity });
	const write = (text: string) => {
		if (output.writable) output.write(text);
	};
	const giveBack = input.isTTY
		? takeInterrupts(() => {
				// The terminal has shown the key, and stands behind it.
				write("\n");
				events.onInterrupt();
			})
		: () => {};
	let place: string | undefined;
	let hidden: ReturnType<typeof hideSecret> | undefined;
	const followQuestion = (state: State) => {
		const isSecret = input.isTTY && questionIn(state)?.secret === true;
		if (isSecret) hidden ??= hideSecret(input, events.onInterrupt);
		else if (hidden !== undefined) {
			hidden.show();
			hidden = undefined;
			write("\n");
		}
	};
	const onLine = (line: string) => {
		// What was begun another time cannot be put into a line that is not ours; it was told, and is over now.
		if (desk.state().editor.text !== "") desk.edit(clear);
		return events.onLine(hidden?.clean(line) ?? line);
	};
	readLines(reader, onLine).then(events.onEnd, events.onEnd);
	return {
		print: (text) => {
			// Whoever reads what is asked may answer at once.
			followQuestion(desk.state());
			write(text);
		},
		follow: (state) => {
			const { current, editor } = state;
			followQuestion(state);
			const isNew = current !== place;
			place = current;
			if (isNew && input.isTTY && editor.text !== "")
				write(`You had begun to type here: ${clean(editor.text)}\n`);
		},
		close: () => {
			hidden?.show();
			giveBack();
			reader.close();
		},
	};
}

/** One after the other: the next line may be meant for the room that this one goes to. */
async function readLines(
	lines: AsyncIterable<string>,
	onLine: (line: string) => Promise<void>,
): Promise<void> {
	for await (const line of lines) await onLine(line);
}

/** Ctrl+C is a key of the chat, whatever the signal means to the rest of the process. */
function takeInterrupts(onInterrupt: () => void): () => void {
	const others = process.listeners("SIGINT");
	process.removeAllListeners("SIGINT").on("SIGINT", onInterrupt);
	return () => {
		process.off("SIGINT", onInterrupt);
		for (const listener of others) process.on("SIGINT", listener);
	};
}
