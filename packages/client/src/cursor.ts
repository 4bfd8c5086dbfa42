import type { Seq } from "@partyline/shared/protocol/ids";

/** How an event stands to the last one a reader has of the room. */
export type Step = "next" | "duplicate" | "gap";

/** Compares `seq` with `cursor`, the last seq a reader has; seqs have no gaps, so this says all. */
export function advance(cursor: number, seq: number): Step {
	if (seq <= cursor) return "duplicate";
	return seq === cursor + 1 ? "next" : "gap";
}

/** The later of two places in a room. */
export function later(a: Seq, b: Seq): Seq {
	return a < b ? b : a;
}
