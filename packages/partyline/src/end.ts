import type { Writable } from "node:stream";

/**
 * Ends the process, which keeps its exit code, once whoever reads its output has taken all of it: ending alone loses
 * what waits for a slow reader. Whatever a library left running does not hold the end up.
 */
export async function end(): Promise<never> {
	await Promise.all([taken(process.stdout), taken(process.stderr)]);
	process.exit();
}

/** Resolves when all that was written is out, or when nobody is there to take it. */
async function taken(output: Writable): Promise<void> {
	if (output.writableLength === 0 || output.destroyed) return;
	// Without a listener of its own a reader who is gone would be a mistake of ours.
	await new Promise<void>((resolve) =>
		output.once("error", () => resolve()).write("", () => resolve()),
	);
}
