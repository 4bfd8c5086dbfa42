/** The row that stands for what has no room, at that side of it. */
export type More<T> = {
	readonly type: "more";
	readonly side: "above" | "below";
	readonly hidden: readonly T[];
};

/** A row of a list. */
export type ListRow<T> = { readonly type: "item"; readonly item: T } | More<T>;

/** Of fewer rows none is left to say what has no room. */
const leastRows = 3;

/** The first of a list that can stand in its first row: from there its last is in the last row. */
export function lastFirst(length: number, height: number): number {
	return Math.max(0, length - height);
}

/** What of a list is on screen when this is the first of it; where it is cut, a row tells of the rest. */
export function cutList<T>(
	items: readonly T[],
	{ first, height }: { readonly first: number; readonly height: number },
): ListRow<T>[] {
	const last = lastFirst(items.length, height);
	const from = Math.max(0, Math.min(first, last));
	const rows = items.slice(from, from + height).map((item): ListRow<T> => ({ type: "item", item }));
	if (height < leastRows) return rows;
	if (from > 0) rows[0] = { type: "more", side: "above", hidden: items.slice(0, from + 1) };
	if (from < last)
		rows[height - 1] = { type: "more", side: "below", hidden: items.slice(from + height - 1) };
	return rows;
}
