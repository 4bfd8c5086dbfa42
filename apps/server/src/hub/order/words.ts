import { sanitizeLine } from "@partyline/shared/text/sanitize";

// Sweden writes dates as ISO 8601 does.
const moments = new Intl.DateTimeFormat("sv-SE", {
	timeZone: "UTC",
	dateStyle: "short",
	timeStyle: "short",
});

/** A moment for people, the same wherever they are: `2026-11-24 10:00 UTC`. */
export function momentText(at: number): string {
	return `${moments.format(at)} UTC`;
}

/** The end of something, as the rest of a sentence: ` until 2026-11-24 10:00 UTC`, or nothing. */
export function untilText(until: number | undefined): string {
	return until === undefined ? "" : ` until ${momentText(until)}`;
}

/** A reason as the rest of a sentence, `: spam`, or nothing. */
export function becauseText(reason: string | undefined): string {
	return reason === undefined ? "" : `: ${reason}`;
}

/** How many of a thing: `1 message`, `12 messages`. */
export function countText(count: number, one: string): string {
	return `${count} ${one}${count === 1 ? "" : "s"}`;
}

/** A reason as it is kept: one line without what a terminal would obey; undefined where nothing is left. */
export function toReason(typed: string | undefined): string | undefined {
	const line = sanitizeLine(typed ?? "").trim();
	return line === "" ? undefined : line;
}
