import { limits } from "@partyline/shared/protocol/limits";
import { fitFirst } from "./fit.ts";

/** The page of a sorted list that follows the key `after`, cut so that it fits in one frame. */
export function nextPage<T>(
	sorted: readonly T[],
	{ key, after, limit = limits.pageEntries }: PageWanted<T>,
): { entries: T[]; more: boolean } {
	const rest = after === undefined ? sorted : sorted.filter((entry) => key(entry) > after);
	const entries = fitFirst(rest.slice(0, limit));
	return { entries: [...entries], more: entries.length < rest.length };
}

type PageWanted<T> = {
	readonly key: (entry: T) => string;
	readonly after: string | undefined;
	readonly limit: number | undefined;
};
