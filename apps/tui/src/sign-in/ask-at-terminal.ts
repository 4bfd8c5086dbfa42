import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { exitCode, UserError } from "../start/user-error.ts";

/** Asks the person at the terminal, one line at a time. */
export type Questions = {
	/** What they typed, without what is around it; `usual` where they typed nothing. */
	readonly ask: (question: string, usual?: string) => Promise<string>;
	/** As `ask`, and nothing of it is shown or remembered. */
	readonly askSecret: (question: string) => Promise<string>;
	/** Shows a line. */
	readonly tell: (line: string) => void;
};

/**
 * Questions on the terminal of this process, before or without the full screen. Ctrl+C and Ctrl+D end the program. They
 * are on stdout, which is the terminal when there is one; stderr may go to a file.
 */
export function atTerminal(): Questions {
	return {
		tell: (line) => void process.stdout.write(`${line}\n`),
		ask: async (question, usual) => {
			const hint = usual === undefined ? "" : ` [${usual}]`;
			const typed = await readLine(`${question}${hint}: `, { isSecret: false });
			return typed.trim() || (usual ?? "");
		},
		askSecret: (question) => readLine(`${question}: `, { isSecret: true }),
	};
}

/** One line of the terminal, edited as in a shell; Ctrl+Z stops the program and `fg` asks on. */
async function readLine(
	question: string,
	{ isSecret }: { readonly isSecret: boolean },
): Promise<string> {
	const { stdin: input, stdout } = process;
	const output = isSecret ? nowhere() : stdout;
	// First of all: what is typed as soon as the question is there is not to be echoed either.
	const reader = createInterface({ input, output, terminal: true, historySize: 0 });
	const gone = new AbortController();
	reader.once("SIGINT", () => gone.abort()).once("close", () => gone.abort());
	if (isSecret) stdout.write(question);
	reader.on("SIGCONT", () => {
		// Before the question is there again; readline does it later.
		input.setRawMode(true);
		if (isSecret) stdout.write(question);
		// It goes on reading, and shows what stood there where that may be seen.
		reader.prompt(true);
	});
	try {
		return await reader.question(isSecret ? "" : question, { signal: gone.signal });
	} catch (cause) {
		if (!gone.signal.aborted) throw cause;
		throw new UserError("Given up.", { exit: exitCode.interrupted, cause });
	} finally {
		// The Enter that was not shown, or that was not typed.
		if (isSecret || gone.signal.aborted) stdout.write("\n");
		reader.close();
	}
}

/** Takes what readline would show of a secret. */
function nowhere(): Writable {
	return new Writable({ write: (_chunk, _encoding, done) => done() });
}
