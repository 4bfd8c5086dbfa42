/** How much may be taken: `burst` at once, and from then on `perSecond`. */
export type Rate = { readonly burst: number; readonly perSecond: number };

/**
 * A bucket of tokens that fills at its rate. It is one number: the moment at which it is full, in milliseconds by
 * whatever clock is used.
 */
export type FullAt = number;

/** A bucket that nothing was taken from. */
export const untouched: FullAt = Number.NEGATIVE_INFINITY;

/** Something to be taken from a bucket. */
type Taking = { readonly cost: number; readonly now: number; readonly rate: Rate };

// Sums of fractions are off by less.
const roundingError = 1e-6;

/** How long until the tokens are there, in whole milliseconds; 0 when they are there now. */
export function waitMs(fullAt: FullAt, taking: Taking): number {
	const { cost, rate } = taking;
	const missing = missingTokens(fullAt, taking) + cost - rate.burst;
	return Math.max(0, Math.ceil(((missing - roundingError) * 1_000) / rate.perSecond));
}

/** The bucket after the tokens were taken. */
export function afterTaking(fullAt: FullAt, taking: Taking): FullAt {
	const { cost, now, rate } = taking;
	return now + ((missingTokens(fullAt, taking) + cost) * 1_000) / rate.perSecond;
}

function missingTokens(fullAt: FullAt, { now, rate }: Taking): number {
	return (Math.max(0, fullAt - now) * rate.perSecond) / 1_000;
}
