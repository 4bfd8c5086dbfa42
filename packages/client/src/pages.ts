/** The pages of one list that are asked for at most. */
export const maxPages = 1_000;
/** The entries of one list that are taken at most: some 50 MiB. */
export const maxEntries = 100_000;

/** One page of a list; `more` says that there is a next one. */
export type ListPage<T> = { readonly entries: readonly T[]; readonly more: boolean };

/** How a list is read. */
export type Pages<T> = {
	/** Asks for the page after the entry `last`, or for the first. */
	ask(last: string | undefined): Promise<ListPage<T>>;
	/** What `ask` knows an entry by. */
	keyOf(entry: T): string;
};

/**
 * The entries of all pages. It ends whatever the server says: one that repeats itself has no more, and
 * one that does not come to an end is left where it is.
 */
export async function readPages<T>({ ask, keyOf }: Pages<T>): Promise<readonly T[]> {
	const all: T[] = [];
	let last: string | undefined;
	for (let page = 0; page < maxPages; page++) {
		const { entries, more } = await ask(last);
		const newest = entries.at(-1);
		if (newest === undefined || keyOf(newest) === last) break;
		all.push(...entries);
		last = keyOf(newest);
		if (!more || all.length >= maxEntries) break;
	}
	return all;
}
