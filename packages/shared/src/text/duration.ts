import { limits } from "../protocol/limits.ts";

/** A duration that was read, or a sentence that says what is wrong with it. */
export type DurationResult = { ok: true; ms: number } | { ok: false; problem: string };

/** How short and how long a duration may be. */
export type DurationBounds = { readonly leastMs: number; readonly mostMs: number };

/** From the longest to the shortest, which is the order in which people write them. */
const units = [
	["w", 7 * 24 * 3_600_000],
	["d", 24 * 3_600_000],
	["h", 3_600_000],
	["m", 60_000],
	["s", 1_000],
] as const;

// Six digits: more of the longest unit is beyond every bound, and all sums are exact.
const whole = new RegExp(`^${units.map(([unit]) => `(?:(\\d{1,6})${unit})?`).join("")}$`);

const usual: DurationBounds = { leastMs: 1_000, mostMs: limits.sentenceMs };

/** Reads a duration as people write it: `30m`, `24h`, `7d`, `1h30m`. */
export function parseDuration(text: string, bounds: DurationBounds = usual): DurationResult {
	const counts = whole.exec(text)?.slice(1);
	if (counts === undefined || text === "")
		return refuse("A duration is written as 30m, 24h, 7d or 1h30m, with w, d, h, m and s.");
	const ms = units.reduce((sum, [, unitMs], index) => sum + Number(counts[index] ?? 0) * unitMs, 0);
	const { leastMs, mostMs } = bounds;
	if (ms < leastMs) return refuse(`This must be at least ${printDuration(leastMs)}.`);
	if (ms > mostMs) return refuse(`This may be at most ${printDuration(mostMs)}.`);
	return { ok: true, ms };
}

/** Writes a duration so that `parseDuration` reads the same, but for what is less than a second. */
export function printDuration(ms: number): string {
	let left = Math.floor(ms / 1_000) * 1_000;
	const parts = units.map(([unit, unitMs]) => {
		// Seven days are what people say, and a day is not.
		const isUneven = unit === "w" && left % unitMs !== 0;
		const count = isUneven ? 0 : Math.floor(left / unitMs);
		left -= count * unitMs;
		return count === 0 ? "" : `${count}${unit}`;
	});
	return parts.join("") || "0s";
}

function refuse(problem: string): DurationResult {
	return { ok: false, problem };
}
