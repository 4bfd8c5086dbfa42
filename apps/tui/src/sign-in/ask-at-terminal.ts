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

/** Questions on the terminal of this process, before or without the full screen. Ctrl+C and Ctrl+D end the program. */
export function atTerminal(): Questions {
	const tell = (line: string) => void process.stderr.write(`${line}\n`);
	return {
		tell,
		ask: async (question, usual) => {
			const hint = usual === undefined ? "" : ` [${usual}]`;
			const typed = await readLine(`${question}${hint}: `, process.stderr);
			return typed.trim() || (usual ?? "");
		},
		askSecret: async (question) => {
			process.stderr.write(`${question}: `);
			try {
				return await readLine("", nowhere());
			} finally {
				// The Enter that was not shown.
				tell("");
			}
		},
	};
}

/** One line of the terminal, edited as in a shell; Ctrl+Z stops the program and `fg` asks on. */
async function readLine(question: string, output: Writable): Promise<string> {
	const reader = createInterface({
		input: process.stdin,
		output,
		terminal: true,
		historySize: 0,
	});
	const gone = new AbortController();
	reader.once("SIGINT", () => gone.abort()).once("close", () => gone.abort());
	try {
		return await reader.question(question, { signal: gone.signal });
	} catch (cause) {
		if (!gone.signal.aborted) throw cause;
		throw new UserError("Given up; nothing was changed.", { exit: exitCode.interrupted, cause });
	} finally {
		reader.close();
	}
}

/** Takes what readline would show of a secret. */
function nowhere(): Writable {
	return new Writable({ write: (_chunk, _encoding, done) => done() });
}
