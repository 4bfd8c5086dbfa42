import { writeSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { ReadStream, WriteStream } from "node:tty";
import type { InputEvent, Reply } from "../input/event.ts";
import { openKeyboard } from "./keyboard.ts";
import { hasFewSigns } from "./locale.ts";
import { type Answers, createQuestions, type Questions } from "./questions.ts";
import { changingBytes, givingBytes, takingBytes, type Wishes } from "./terminal-modes.ts";

/** The terminal while the screen is ours. */
export type Terminal = Streams & {
	/** What it has said of itself so far. */
	readonly answered: () => Answers | undefined;
	/** Resolves with what it says of itself, if ever. */
	readonly answers: Promise<Answers>;
	/** Tells `listener` what is typed, and first what was typed before. */
	readonly listen: (listener: (event: InputEvent) => void) => void;
	/** Shows `tap` every chunk that comes in, until the returned function is called. */
	readonly tapInput: (tap: (chunk: Uint8Array) => void) => () => void;
	/** Sends what is no part of the screen; while it is lent, nobody would want it. */
	readonly send: (bytes: string) => void;
	/** Changes what is wanted of it, now or when it is ours again. */
	readonly wish: (wishes: Partial<Wishes>) => void;
	readonly isOurs: () => boolean;
	/** Gives it back as it was, until `takeBack`; whether it was ours. */
	readonly lend: () => Promise<boolean>;
	/** Takes it again; the screen is to be painted anew. */
	readonly takeBack: () => void;
	/** Gives it back as it was; does nothing the second time. */
	readonly restore: () => Promise<void>;
};

/** A terminal to write to; `fd` is for the last words of a process. */
export type TerminalOutput = WriteStream & { readonly fd: number };

/** For so long after it was asked a terminal may answer; what comes when it is no longer ours would be typed there. */
const answerMs = 2_000;
/** The longest that the keys stay raw for an answer once the screen is given back: somebody wants to type. */
const lastAnswerMs = 500;

/** Where a terminal is read and written. */
export type Streams = { readonly input: ReadStream; readonly output: TerminalOutput };

type Env = Readonly<Record<string, string | undefined>>;

/** Takes the terminal over and asks it what it is; everything is undone at the end, whatever the end is. */
export function takeTerminal(streams: Streams, env: Env): Terminal {
	const { input, output } = streams;
	const title = hasFewSigns(env) ? undefined : "";
	const questions = createQuestions(env);
	const asking = awaitAnswers(questions);
	const keyboard = openKeyboard(input, asking.take);
	const modes = takeModes(streams, { mouse: false, kitty: false, title });
	output.write(questions.bytes);
	void asking.answers.then(({ kitty }) => modes.wish({ kitty }));
	return {
		...streams,
		answered: asking.answered,
		answers: asking.answers,
		listen: keyboard.listen,
		tapInput: keyboard.tapInput,
		send: (bytes) => void (modes.isOurs() && output.write(bytes)),
		wish: modes.wish,
		isOurs: modes.isOurs,
		lend: async () => {
			const wasOurs = modes.give();
			if (wasOurs) {
				await asking.settled();
				keyboard.lend();
			}
			return wasOurs;
		},
		takeBack: () => {
			if (modes.isOurs()) return;
			// First the keys: a job in the background is stopped here, before it has written anything.
			keyboard.takeBack();
			modes.take();
		},
		restore: async () => {
			modes.give();
			modes.forget();
			await asking.settled();
			keyboard.close();
		},
	};
}

type Modes = {
	readonly isOurs: () => boolean;
	readonly wish: (some: Partial<Wishes>) => void;
	readonly take: () => void;
	/** Whether there was anything to give back. */
	readonly give: () => boolean;
	/** The end of the process is none of our business any more. */
	readonly forget: () => void;
};

function takeModes({ input, output }: Streams, first: Wishes): Modes {
	let wishes = first;
	let isOurs = false;
	const take = () => {
		isOurs = true;
		output.write(takingBytes(wishes));
	};
	const onExit = () => {
		if (!isOurs) return;
		// The process ends: there is no later for a stream to write in.
		try {
			writeSync(output.fd, givingBytes(wishes));
			input.setRawMode(false);
		} catch {
			// The terminal is gone; there is nothing to give back.
		}
	};
	process.once("exit", onExit);
	take();
	return {
		isOurs: () => isOurs,
		wish: (some) => {
			const before = wishes;
			wishes = { ...wishes, ...some };
			const bytes = isOurs ? changingBytes(before, wishes) : "";
			if (bytes !== "") output.write(bytes);
		},
		take,
		give: () => {
			const wasOurs = isOurs;
			isOurs = false;
			// The other end may be gone, and with it what there was to give back.
			if (wasOurs && output.writable) output.write(givingBytes(wishes));
			return wasOurs;
		},
		forget: () => void process.off("exit", onExit),
	};
}

type Asking = Pick<Terminal, "answered" | "answers"> & {
	readonly take: (reply: Reply) => void;
	/** Resolves when nothing more will come, or nobody can wait for it. */
	readonly settled: () => Promise<unknown>;
};

function awaitAnswers({ take }: Questions): Asking {
	let answers: Answers | undefined;
	const done = Promise.withResolvers<Answers>();
	const late = new Promise((resolve) => {
		setTimeout(resolve, answerMs).unref();
	});
	return {
		answered: () => answers,
		answers: done.promise,
		take: (reply) => {
			answers ??= take(reply);
			if (answers !== undefined) done.resolve(answers);
		},
		settled: () => {
			const enough = sleep(lastAnswerMs, undefined, { ref: false });
			return Promise.race([done.promise, late, enough]);
		},
	};
}
