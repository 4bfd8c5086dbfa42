type Likeness = {
	/** Fingers rarely miss the first letter: alone it is enough, and of two names as near, the one that has it is meant. */
	readonly firstLetter?: boolean;
};

/** The name that is most likely meant: begun with these letters, or at most two slips away. */
export function nearestTo(
	word: string,
	names: readonly string[],
	{ firstLetter = false }: Likeness = {},
): string | undefined {
	const wanted = word.toLowerCase();
	if (wanted === "") return undefined;
	const begins =
		(firstLetter || wanted.length > 1) && names.find((name) => name.startsWith(wanted));
	if (begins) return begins;
	const misses = ({ name }: { readonly name: string }) =>
		Number(firstLetter && name[0] !== wanted[0]);
	const near = names
		.map((name) => ({ name, slips: slipsBetween(name.toLowerCase(), wanted) }))
		.filter(({ name, slips }) => slips <= 2 && slips * 2 <= name.length)
		.sort((a, b) => a.slips - b.slips || misses(a) - misses(b));
	return near[0]?.name;
}

/** How many letters must be put in, taken out or changed to come from one word to the other. */
function slipsBetween(from: string, to: string): number {
	let row = Array.from({ length: to.length + 1 }, (_, column) => column);
	for (const [index, letter] of [...from].entries()) {
		const next = [index + 1];
		for (let column = 1; column <= to.length; column++) {
			const change = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
			next.push(Math.min(change, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
		}
		row = next;
	}
	return row.at(-1) ?? 0;
}
