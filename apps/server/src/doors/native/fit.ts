import { frameLimitBytes } from "@partyline/shared/framing/limits";

/** Room for the envelope and the other members of a result. */
const envelopeBytes = 1024;

/** How much of a frame is left for lists of events, members or rooms. */
export const listBytes = frameLimitBytes - envelopeBytes;

/** The bytes a value takes in a frame, with the comma after it. */
export function bytesOf(value: unknown): number {
	return Buffer.byteLength(JSON.stringify(value)) + 1;
}

/** The longest beginning of a list that fits in one frame; at least one entry, so that paging goes on. */
export function fitFirst<T>(entries: readonly T[]): readonly T[] {
	let bytes = 0;
	const tooMany = entries.findIndex((entry) => {
		bytes += bytesOf(entry);
		return bytes > listBytes;
	});
	return tooMany === -1 ? entries : entries.slice(0, Math.max(1, tooMany));
}

/** The longest end of a list that fits in one frame. */
export function fitLast<T>(entries: readonly T[]): readonly T[] {
	return [...fitFirst([...entries].reverse())].reverse();
}
