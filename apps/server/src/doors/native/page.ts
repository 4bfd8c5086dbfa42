import { limits } from "@partyline/shared/protocol/limits";
import type { Logger } from "pino";
import { fitFirst } from "./fit.ts";

/** Which part of a sorted list is asked for, and how an entry of it is shown. */
type PageWanted<T, Shown> = {
	readonly key: (entry: T) => string;
	readonly show: (entry: T) => Shown;
	readonly after: string | undefined;
	readonly limit: number | undefined;
	readonly log: Logger;
};

/** The page of a sorted list that follows the key `after`, cut so that it fits in one frame. */
export function nextPage<T, Shown>(
	sorted: readonly T[],
	{ key, show, after, limit = limits.pageEntries, log }: PageWanted<T, Shown>,
): { entries: Shown[]; more: boolean } {
	const rest = after === undefined ? sorted : sorted.filter((entry) => key(entry) > after);
	const { entries, more } = fitFirst(rest.slice(0, limit).map(show), log);
	return { entries: [...entries], more: more || rest.length > limit };
}
