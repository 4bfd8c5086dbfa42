/** Our own mistake: said in one line with where it happened, and the exit code of sysexits' EX_SOFTWARE. */
export function crash(program: string, error: unknown): never {
	const stack = error instanceof Error ? error.stack : String(error);
	process.stderr.write(`${program}: a mistake of ours, please report it: ${stack}\n`);
	process.exit(70);
}
