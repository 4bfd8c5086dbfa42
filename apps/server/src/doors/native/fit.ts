import { frameLimitBytes } from "@partyline/shared/framing/limits";
import type { Logger } from "pino";

/** Room for the envelope and the other members of a result. */
const envelopeBytes = 1024;

/** How much of a frame is left for lists of events, members or rooms. */
export const listBytes = frameLimitBytes - envelopeBytes;

/** The part of a list that goes into one frame, and whether there is more that would go into another. */
export type Fitting<T> = { readonly entries: readonly T[]; readonly more: boolean };

/** The bytes a value takes in a frame, with the comma after it. */
export function bytesOf(value: unknown): number {
	return Buffer.byteLength(JSON.stringify(value)) + 1;
}

/**
 * The longest beginning of a list that fits in `most` bytes of a frame. An entry that no frame can hold is left out, with a
 * word in the log: the others must not be kept from whoever asked.
 */
export function fitFirst<T>(list: readonly T[], log: Logger, most = listBytes): Fitting<T> {
	const entries: T[] = [];
	let bytes = 0;
	for (const entry of list) {
		const length = bytesOf(entry);
		if (length > listBytes) {
			log.error({ bytes: length }, "left out of an answer: longer than a frame may be");
			continue;
		}
		bytes += length;
		if (bytes > most) return { entries, more: true };
		entries.push(entry);
	}
	return { entries, more: false };
}

/** The longest end of a list that fits in one frame. */
export function fitLast<T>(list: readonly T[], log: Logger): Fitting<T> {
	const { entries, more } = fitFirst(list.toReversed(), log);
	return { entries: entries.toReversed(), more };
}
