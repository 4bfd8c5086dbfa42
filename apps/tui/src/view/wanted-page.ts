import { type Asked, gapAbove, isWhole, olderThan, seqBefore } from "../state/gaps.ts";
import { seqOf } from "../state/item.ts";
import type { RoomLog } from "../state/room-log.ts";
import type { Window } from "./pane.ts";
import { Reader } from "./reader.ts";

/**
 * The page of history to fetch next, if any: what is missing within two screens of what one reads, from the
 * side one reads it; at the end of the room every gap in what is held, the newest first.
 */
export function wantedPage(log: RoomLog, window: Window): Asked | undefined {
	if (log.loads || log.lastSeq === 0) return undefined;
	const reader = new Reader(log, window);
	return wantedAbove(reader) ?? wantedBelow(reader) ?? wantedAnywhere(log);
}

function wantedAbove(reader: Reader): Asked | undefined {
	const { log, height } = reader;
	const { index, row } = reader.bottom();
	let rows = row + 1;
	for (let at = index; at > 0 && rows <= 3 * height; at--) {
		if (isMissing(log, at)) return { before: seqAt(log, at) };
		rows += reader.rows(at - 1);
	}
	return rows <= 3 * height && !log.reachesStart ? { before: olderThan(log) } : undefined;
}

function wantedBelow(reader: Reader): Asked | undefined {
	const { log, height } = reader;
	let rows = 0;
	for (let at = reader.bottom().index + 1; at <= log.items.length + 1 && rows <= 2 * height; at++) {
		const after = isMissing(log, at) ? seqBefore(log.items, at - 1) : undefined;
		if (after !== undefined) return { after };
		rows += reader.rows(at);
	}
	return undefined;
}

/** Whoever reads further up has only what is near kept for them: filling all would never end. */
function wantedAnywhere(log: RoomLog): Asked | undefined {
	if (log.anchor.at !== "end" || isWhole(log)) return undefined;
	for (let at = log.items.length + 1; at > 0; at--)
		if (isMissing(log, at)) return { before: seqAt(log, at) };
	return undefined;
}

function isMissing(log: RoomLog, block: number): boolean {
	return block <= log.items.length + 1 && gapAbove(log, block - 1)?.missing !== undefined;
}

function seqAt(log: RoomLog, block: number): number {
	return seqOf(log.items[block - 1]) ?? log.lastSeq + 1;
}
