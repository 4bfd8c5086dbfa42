const esc = "\x1b";

/** Rows that go up, or down when negative, from `top` to `bottom`, both included. */
export type Scroll = { readonly top: number; readonly bottom: number; readonly by: number };

/** Fewer rows than this are written as quickly as moved. */
const leastMoved = 3;

/** The scroll that brings most of the rows on screen to where they are next; undefined where it would save nothing. */
export function findScroll(shown: readonly string[], next: readonly string[]): Scroll | undefined {
	const places = new Map(shown.map((row, place) => [row, place]));
	const moved = new Map<number, number[]>();
	for (const [place, row] of next.entries()) {
		const was = row === "" || row === shown[place] ? undefined : places.get(row);
		if (was === undefined) continue;
		const by = was - place;
		moved.set(by, [...(moved.get(by) ?? []), place]);
	}
	const [best] = [...moved].sort(([, a], [, b]) => b.length - a.length);
	if (best === undefined || best[1].length < leastMoved) return undefined;
	const [by, rows] = best;
	const scroll = {
		top: Math.min(...rows) + Math.min(0, by),
		bottom: Math.max(...rows) + Math.max(0, by),
		by,
	};
	const saved = differences(shown, next) - differences(afterScroll(shown, scroll), next);
	return saved >= leastMoved ? scroll : undefined;
}

/** The rows as they are after it. */
export function afterScroll(shown: readonly string[], { top, bottom, by }: Scroll): string[] {
	return shown.map((row, place) => {
		if (place < top || place > bottom) return row;
		const from = place + by;
		return from < top || from > bottom ? "" : (shown[from] ?? "");
	});
}

/** What makes a terminal do it: the margins of VT100, which even the console of Linux knows. */
export function scrollBytes({ top, bottom, by }: Scroll): string {
	const margins = `${esc}[${top + 1};${bottom + 1}r`;
	const move =
		by > 0
			? `${esc}[${bottom + 1};1H${"\n".repeat(by)}`
			: `${esc}[${top + 1};1H${`${esc}M`.repeat(-by)}`;
	return `${margins}${move}${esc}[r`;
}

function differences(a: readonly string[], b: readonly string[]): number {
	return b.filter((row, place) => row !== a[place]).length;
}
