import { writeSync } from "node:fs";
import { PassThrough } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";
import type { InputEvent } from "./input/event.ts";
import { KeyDecoder } from "./input/keys.ts";

/** Bracketed paste on; autowrap off, so that a character wider than we think cannot break the screen. */
const enter = "\x1b[?2004h\x1b[?7l";
const restore = "\x1b[?2004l\x1b[?7h";
/** What the renderer would undo itself, had it the time: the alternate screen and the hidden cursor. */
const restoreAll = `${restore}\x1b[?1049l\x1b[?25h`;
/** What `restoreAll` took away; the renderer hides and shows the cursor with every frame. */
const enterAgain = `\x1b[?1049h${enter}`;

/** How long a lone ESC byte may be the beginning of something longer. */
const escapeMs = 25;

/** The terminal while the screen is ours. */
export type Terminal = {
	/** A keyboard for the renderer on which nothing is ever typed: the keys are read by us. */
	readonly silentInput: ReadStream;
	/** Gives the terminal back as it was; does nothing the second time. */
	readonly restore: () => void;
	/** Gives it back for as long as the process is stopped. */
	readonly lend: () => void;
	/** Takes it again; the screen is to be painted anew. */
	readonly takeBack: () => void;
	/** Shows `tap` every chunk that comes in, until the returned function is called. */
	readonly tapInput: (tap: (chunk: Uint8Array) => void) => () => void;
};

/** A terminal to write to; `fd` is for the last words of a process. */
export type TerminalOutput = WriteStream & { readonly fd: number };

/** Takes the terminal over: raw keys as events, and everything undone at the end, whatever the end is. */
export function takeTerminal(
	streams: { readonly input: ReadStream; readonly output: TerminalOutput },
	onInput: (event: InputEvent) => void,
): Terminal {
	const { input, output } = streams;
	const taps = new Set<(chunk: Uint8Array) => void>();
	const stopReading = readKeys(input, onInput, taps);
	output.write(enter);
	let restored = false;
	const onExit = () => {
		if (restored) return;
		// The process ends: there is no later for a stream to write in.
		try {
			writeSync(output.fd, restoreAll);
			input.setRawMode(false);
		} catch {
			// The terminal is gone; there is nothing to give back.
		}
	};
	process.once("exit", onExit);
	return {
		silentInput: createSilentInput(),
		restore: () => {
			if (restored) return;
			restored = true;
			process.off("exit", onExit);
			stopReading();
			if (output.writable) output.write(restore);
		},
		lend: () => {
			// A write to a terminal is done when it returns, so it comes before the stop.
			output.write(restoreAll);
			input.setRawMode(false);
			// What is typed now is not for us.
			input.pause();
		},
		takeBack: () => {
			input.resume();
			// Whoever had the terminal may have set it otherwise: a mode that Node believes is set it does not set.
			input.setRawMode(false);
			input.setRawMode(true);
			output.write(enterAgain);
		},
		tapInput: (tap) => {
			taps.add(tap);
			return () => taps.delete(tap);
		},
	};
}

function readKeys(
	input: ReadStream,
	onInput: (event: InputEvent) => void,
	taps: ReadonlySet<(chunk: Uint8Array) => void>,
): () => void {
	const decoder = new KeyDecoder();
	let timer: NodeJS.Timeout | undefined;
	const onData = (chunk: Buffer) => {
		clearTimeout(timer);
		for (const tap of taps) tap(chunk);
		for (const event of decoder.push(chunk)) onInput(event);
		if (!decoder.pending) return;
		timer = setTimeout(() => {
			for (const event of decoder.flush()) onInput(event);
		}, escapeMs);
	};
	input.setRawMode(true);
	input.on("data", onData);
	return () => {
		clearTimeout(timer);
		input.off("data", onData);
		input.setRawMode(false);
		input.pause();
	};
}

function createSilentInput(): ReadStream {
	const silent = Object.assign(new PassThrough(), {
		isTTY: true,
		isRaw: true,
		fd: 0,
		setRawMode: () => silent,
		ref: () => silent,
		unref: () => silent,
	});
	// The renderer reads only what is declared above; a real ReadStream would need a second terminal.
	return silent as unknown as ReadStream;
}
