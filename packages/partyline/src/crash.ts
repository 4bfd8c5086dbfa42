import { writeSync } from "node:fs";

/** Our own mistake: said with where it happened, once the terminal is given back, and the exit code of sysexits' EX_SOFTWARE. */
export function crash(program: string, error: unknown): never {
	const stack = error instanceof Error ? error.stack : String(error);
	// The screen gives the terminal back when the process exits; what is written before would vanish with it.
	process.once("exit", () => {
		writeSync(2, `${program}: a mistake of ours, please report it: ${stack}\n`);
	});
	process.exit(70);
}
