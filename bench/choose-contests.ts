import { UsageError } from "./arguments.ts";
import type { Contest } from "./contest.ts";

/**
 * The contests whose name has one of the words, at the beginning of a word of its own: "connect storm" is not in "reconnect
 * storm". All of them where there are no words. Throws a UsageError where a word chooses none.
 */
export function chooseContests(
	contests: readonly Contest[],
	words: readonly string[],
): readonly Contest[] {
	const has = ({ name }: Contest, word: string) =>
		` ${name}`.toLowerCase().includes(` ${word.toLowerCase()}`);
	for (const word of words)
		if (!contests.some((contest) => has(contest, word)))
			throw new UsageError(
				`No contest has "${word}" in its name; there is: ${contests.map(({ name }) => name).join("; ")}.`,
			);
	if (words.length === 0) return contests;
	return contests.filter((contest) => words.some((word) => has(contest, word)));
}
