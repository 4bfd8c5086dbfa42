import { recount } from "./counting.ts";
import { foldInto, joinRuns } from "./folding.ts";
import { type Item, indexFrom, seqOf } from "./item.ts";
import type { RoomLog } from "./room-log.ts";
import { trim, withItems } from "./trim.ts";

/** Events that are not held, both seqs included. */
export type Range = { readonly from: number; readonly to: number };

/** What is not held right above an item: what the server no longer has, and what is on its way. */
export type Gap = { readonly gone: Range | undefined; readonly missing: Range | undefined };

/** The gap right above an item of the log, or above its end when the index is the number of items. */
export function gapAbove(log: RoomLog, index: number): Gap | undefined {
	const { items } = log;
	const next = index === items.length ? log.lastSeq + 1 : seqOf(items[index]);
	if (next === undefined) return undefined;
	const before = seqBefore(items, index);
	if (before === undefined || before >= next - 1) return undefined;
	const gone = Math.min(log.goneTo, next - 1);
	const missing = rangeOf(Math.max(before, gone) + 1, next - 1);
	const gap = {
		gone: rangeOf(before + 1, gone),
		missing: isPassed(log, missing) ? undefined : missing,
	};
	return gap.gone === undefined && gap.missing === undefined ? undefined : gap;
}

/** Whether all that is not held there is comings and goings of which the number was told. */
function isPassed({ passed }: RoomLog, missing: Range | undefined): boolean {
	if (missing === undefined) return false;
	return passed.some(({ from, to }) => from <= missing.from && to >= missing.to);
}

/** The seq of the last event above an item. */
export function seqBefore(items: readonly Item[], index: number): number | undefined {
	let at = index - 1;
	while (at >= 0 && items[at]?.kind !== "event") at--;
	return seqOf(items[at]);
}

function rangeOf(from: number, to: number): Range | undefined {
	return from > to ? undefined : { from, to };
}

/** How much of a room is on this screen's log. */
export type Completeness = {
	/** The highest seq up to which every event is here from the oldest one held on; 0 when none is held. */
	readonly upTo: number;
	/** Events after it that are known to be and are not here, but for what the server no longer has. */
	readonly missing: number;
};

/** How complete a log is: without gap below what is held, `upTo` is the last seq of the room. */
export function completeness(log: RoomLog): Completeness {
	const { items, lastSeq } = log;
	const first = seqOf(items[indexFrom(items, 0)]);
	if (first === undefined) return { upTo: 0, missing: 0 };
	if (isWhole(log)) return { upTo: lastSeq, missing: 0 };
	let upTo: number | undefined;
	let missing = 0;
	// Only while there is a gap: a pass over what is held.
	for (let index = 0; index <= items.length; index++) {
		const range = gapAbove(log, index)?.missing;
		if (range === undefined) continue;
		upTo ??= seqBefore(items, index);
		missing += range.to - range.from + 1;
	}
	return { upTo: upTo ?? lastSeq, missing };
}

/** Whether no event is missing from the oldest one held to the end. */
export function isWhole({ items, noticesHeld, lastSeq }: RoomLog): boolean {
	const first = seqOf(items[indexFrom(items, 0)]);
	return first === undefined || lastSeq - first + 1 === items.length - noticesHeld;
}

/** Which page was asked for: the one that ends before a seq, or begins after one. */
export type Asked = { readonly before: number } | { readonly after: number };

/** A page of events. */
export type LogPage = {
	readonly asked: Asked;
	readonly items: readonly Item[];
	/** Whether there is more on the side asked for. */
	readonly more: boolean;
};

/** The seq before which the next older page ends. */
export function olderThan({ items, lastSeq }: RoomLog): number {
	return seqOf(items[indexFrom(items, 0)]) ?? lastSeq + 1;
}

/** The log with a page where it belongs; while it was fetched, that place may have gone. */
export function addPage(log: RoomLog, { asked, items, more }: LogPage): RoomLog {
	const answered: RoomLog = { ...log, loads: false, retry: undefined };
	const index = "before" in asked ? indexBefore(log, asked.before) : indexAfter(log, asked.after);
	if (index === undefined) return answered;
	const above = seqBefore(log.items, index);
	const below = seqOf(log.items[index]) ?? log.lastSeq + 1;
	// Somebody else has put there what the page was to bring: that nothing of it fits tells nothing.
	if (above !== undefined && above >= below - 1) return answered;
	const fitting = inOrder(items, above ?? 0, below);
	const isTop = above === undefined;
	// A page that brings nothing is the last one, whatever it says: asking on would never end.
	const isLast = fitting.length === 0 || !more;
	const gone = goneBy({ asked, below, first: firstOf(fitting, items), isLast: isLast && !isTop });
	const grown = recount(putIn(answered, index, fitting));
	return trim({
		...grown,
		goneTo: Math.max(log.goneTo, gone),
		reachesStart:
			log.reachesStart || (isTop && (isLast || firstOf(fitting, items) === log.removedTo + 1)),
	});
}

/** Where the page before a seq goes: above that event, or at the end of what is known. */
function indexBefore(log: RoomLog, before: number): number | undefined {
	const index = indexFrom(log.items, before);
	if (seqOf(log.items[index]) === before) return index;
	return before === log.lastSeq + 1 ? endOfEvents(log) : undefined;
}

/** Where the page after a seq goes: above the event that follows that one. */
function indexAfter(log: RoomLog, after: number): number | undefined {
	if (seqOf(log.items[indexFrom(log.items, after)]) !== after) return undefined;
	const index = indexFrom(log.items, after + 1);
	return index === log.items.length ? endOfEvents(log) : index;
}

/** Where the next event of the past goes: what was told of our own since then stays below it. */
function endOfEvents({ items }: RoomLog): number {
	return items.findLastIndex(({ kind }) => kind === "event") + 1;
}

/** Where a page begins of which some fits; what was put there meanwhile is in it, and the server has that. */
function firstOf(fitting: readonly Item[], items: readonly Item[]): number | undefined {
	const first = seqOf(fitting[0]);
	return first === undefined ? undefined : Math.min(first, seqOf(items[0]) ?? first);
}

/** Up to where the server has nothing more: no seq is missing within a page, only at its edge. */
function goneBy({
	asked,
	below,
	first,
	isLast,
}: {
	readonly asked: Asked;
	readonly below: number;
	readonly first: number | undefined;
	readonly isLast: boolean;
}): number {
	if (first === undefined) return isLast ? below - 1 : 0;
	if ("after" in asked) return first > asked.after + 1 ? first - 1 : 0;
	return isLast ? first - 1 : 0;
}

/** The events of a page that are between two seqs, each after the one before. */
function inOrder(items: readonly Item[], above: number, below: number): readonly Item[] {
	let last = above;
	return items.filter((item) => {
		const seq = seqOf(item) ?? 0;
		if (seq <= last || seq >= below) return false;
		last = seq;
		return true;
	});
}

function putIn(log: RoomLog, index: number, items: readonly Item[]): RoomLog {
	if (items.length === 0) return log;
	const above = log.items.slice(0, index);
	const upTo = [...above, ...foldInto(above, items)];
	return withItems(log, joinRuns(upTo, log.items.slice(index)));
}
