/** The longest the first retry waits: a server that restarts is back in well under a second. */
export const baseDelayMs = 500;
/** Short enough that a person who sees the server come back does not reach for the keyboard. */
export const maxDelayMs = 30_000;

/** The longest a server can send us away; more is a mistake of its, or malice. */
export const maxAskedDelayMs = 3_600_000;

/** A wait that the server asks for, in sane bounds. */
export function boundedDelayMs(askedMs: number): number {
	return askedMs > 0 ? Math.min(askedMs, maxAskedDelayMs) : 0;
}

/**
 * How long to wait after the failure of attempt `attempt` (from 1): exponential, with full jitter
 * so that the clients of a server that restarted do not come back as one.
 */
export function nextDelayMs(attempt: number, random: () => number): number {
	return Math.round(random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1)));
}

/** As `nextDelayMs`, but not before the server wants to see us again. */
export function reconnectDelayMs(
	attempt: number,
	random: () => number,
	reconnectAfterMs = 0,
): number {
	return reconnectAfterMs + nextDelayMs(attempt, random);
}
