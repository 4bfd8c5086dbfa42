import { fileURLToPath } from "node:url";
import type { Machine } from "../../support/machine.ts";
import type { Piped } from "../../support/processes.ts";

const program = fileURLToPath(new URL("posting-process.ts", import.meta.url));

/** Who posts what where, and where its state is. */
export type Poster = {
	readonly as: string;
	readonly stateDir: string;
	readonly room: string;
	readonly texts: readonly string[];
};

/** The command line of a program that posts; see posting-process.ts. */
export function postingCommand(machine: Machine, poster: Poster): string[] {
	const { as, stateDir, room, texts } = poster;
	return [process.execPath, program, `${machine.port}`, as, stateDir, room, ...texts];
}

/** What a program that posts has told so far. */
export function toldBy(lines: readonly string[]) {
	const all = lines.map((line) => line.split(" "));
	const of = (step: string) => all.filter(([first]) => first === step);
	return {
		/** The texts that `post()` had returned for, and the id of each. */
		posted: new Map(of("posted").map(([, text = "", id = ""]) => [text, id])),
		kept: of("kept").map(([, text = ""]) => text),
		/** The ids of the notices that say "kept". */
		notices: of("notice").map(([, id = ""]) => id),
		seqs: of("event").map(([, seq]) => Number(seq)),
		hasCached: of("cached").length === 1,
		hasClosed: of("closed").length === 1,
	};
}

/** Resolves once it has told so many lines, or has ended without. */
export async function toldLines(poster: Piped, count: number): Promise<void> {
	await Promise.race([poster.linesUpTo(count).catch(() => {}), poster.ended]);
}
