import type { Writable } from "node:stream";

/**
 * Ends the process, which keeps its exit code: at once, or when whoever reads its output has taken all that waits for
 * them, for ending alone loses that. Whatever a library left running does not hold the end up.
 */
export async function end(): Promise<never> {
	const waiting = [process.stdout, process.stderr].filter(
		({ writableLength, destroyed }) => writableLength > 0 && !destroyed,
	);
	// Without a turn in between where nothing waits: the last word of a daemon stays its last.
	if (waiting.length > 0) await Promise.all(waiting.map(taken));
	process.exit();
}

/** Resolves when all that was written is out, or when nobody is there to take it. */
async function taken(output: Writable): Promise<void> {
	await new Promise<void>((resolve) => {
		// Without a listener of its own a reader who is gone would be a mistake of ours.
		output.once("error", () => resolve()).write("", () => resolve());
	});
}
