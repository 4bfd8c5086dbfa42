import { once } from "node:events";
import type { Terminal } from "./terminal.ts";

/** A terminal that is ours with breaks, and the job of a shell that we are. */
export type Job = {
	/** Gives the terminal to somebody else, as it was before us, until `run` is done. Nothing is painted meanwhile. */
	readonly lend: (run: () => Promise<void>) => Promise<void>;
	/** Stops, with all that was started with us, until the shell goes on with us. */
	readonly suspend: () => Promise<void>;
	/** Listens to the system no more. */
	readonly unfollow: () => void;
};

/** What of a terminal is given back and taken again. */
type JobTerminal = Pick<Terminal, "isOurs" | "lend" | "takeBack">;

type Painting = {
	/** Leaves the terminal as it is until `repaint`. */
	readonly rest: () => void;
	/** Paints all of it anew, at the size of now. */
	readonly repaint: () => void;
};

/** The longest that going on takes to be told. */
const continueMs = 200;

/** Lends the terminal, and follows what the system tells of it and of us. */
export function followJob(terminal: JobTerminal, { rest, repaint }: Painting): Job {
	const lend = async (run: () => Promise<void>) => {
		rest();
		const wasOurs = await terminal.lend();
		try {
			await run();
		} finally {
			if (wasOurs) {
				terminal.takeBack();
				// Of another size only those in the foreground are told: now its stream looks, and we paint.
				process.emit("SIGWINCH", "SIGWINCH");
			}
		}
	};
	let isStopping = false;
	const suspend = async () => {
		if (isStopping) return;
		isStopping = true;
		await lend(() => stop(onStop)).finally(() => {
			isStopping = false;
		});
	};
	const onStop = () => void suspend();
	const onContinue = () => {
		// Somebody stopped us without a word, and who knows what the terminal has seen since.
		if (!isStopping && terminal.isOurs()) void lend(async () => {});
	};
	// Not "resize", which is silent when a window is back at its size before we look: its rows are not.
	const onResize = () => {
		if (terminal.isOurs()) repaint();
	};
	process.on("SIGWINCH", onResize).on("SIGTSTP", onStop).on("SIGCONT", onContinue);
	return {
		lend,
		suspend,
		unfollow: () =>
			void process.off("SIGWINCH", onResize).off("SIGTSTP", onStop).off("SIGCONT", onContinue),
	};
}

/** Stops all of the job, such as npx that waits for us; resolves when it goes on. */
async function stop(onStop: () => void): Promise<void> {
	const goesOn = once(process, "SIGCONT", { signal: AbortSignal.timeout(continueMs) });
	// Without a listener the signal has its usual effect: none where no shell could go on with us.
	process.off("SIGTSTP", onStop);
	process.kill(0, "SIGTSTP");
	process.on("SIGTSTP", onStop);
	await goesOn.catch(() => {});
}
