import type { ReadStream } from "node:tty";
import type { InputEvent, Reply } from "../input/event.ts";
import { KeyDecoder } from "../input/keys.ts";

/** How long a lone ESC byte may be the beginning of something longer. */
const escapeMs = 25;

/** What is typed, while it is for us. */
export type Keyboard = {
	/** Tells `listener` everything from now on, and first what came while nobody listened. */
	readonly listen: (listener: (event: InputEvent) => void) => void;
	/** Shows `tap` every chunk that comes in, until the returned function is called. */
	readonly tapInput: (tap: (chunk: Uint8Array) => void) => () => void;
	/** Leaves what is typed, and how, to somebody else. */
	readonly lend: () => void;
	readonly takeBack: () => void;
	/** Lets go of it; nothing is told any more. */
	readonly close: () => void;
};

/** Takes the keys of a terminal raw, as events. What it answers is shown to `onReply` at once. */
export function openKeyboard(input: ReadStream, onReply: (reply: Reply) => void): Keyboard {
	const taps = new Set<(chunk: Uint8Array) => void>();
	const decoder = new KeyDecoder();
	const early: InputEvent[] = [];
	let listener = (event: InputEvent): void => void early.push(event);
	const tell = (event: InputEvent) => {
		if (event.type === "reply") onReply(event);
		listener(event);
	};
	let timer: NodeJS.Timeout | undefined;
	const onData = (chunk: Buffer) => {
		clearTimeout(timer);
		for (const tap of taps) tap(chunk);
		for (const event of decoder.push(chunk)) tell(event);
		if (!decoder.pending) return;
		timer = setTimeout(() => {
			for (const event of decoder.flush()) tell(event);
		}, escapeMs);
	};
	const lend = () => {
		input.setRawMode(false);
		// What is typed now is not for us.
		input.pause();
	};
	input.setRawMode(true);
	// What was asked on the terminal before has paused it.
	input.on("data", onData).resume();
	return {
		listen: (next) => {
			listener = next;
			// One of them may end the listening.
			for (const event of early.splice(0)) listener(event);
		},
		tapInput: (tap) => {
			taps.add(tap);
			return () => void taps.delete(tap);
		},
		lend,
		takeBack: () => {
			// Whoever had the terminal may have set it otherwise: a mode that Node believes is set it does not set.
			input.setRawMode(false);
			input.setRawMode(true);
			input.resume();
		},
		close: () => {
			clearTimeout(timer);
			input.off("data", onData);
			lend();
		},
	};
}
