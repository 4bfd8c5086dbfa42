import type { Figure, Goal } from "./contest.ts";

/** What several rounds gave. */
export type Summary = { readonly median: number; readonly least: number; readonly most: number };

/** How a figure stands to what it is to reach. */
export type Verdict =
	| { readonly kind: "reached" | "stretch reached" }
	/** By so many percent of the goal; undefined where the goal is nothing at all. */
	| { readonly kind: "missed"; readonly percent: number | undefined };

/** Single runs vary by as much: less of a difference is none. */
const tieRatio = 1.25;

/** Summarises the rounds of a figure; undefined where there are none. */
export function summarise(values: readonly number[]): Summary | undefined {
	const sorted = values.toSorted((one, other) => one - other);
	const [least, most] = [sorted[0], sorted.at(-1)];
	const below = sorted[Math.floor((sorted.length - 1) / 2)];
	const above = sorted[Math.floor(sorted.length / 2)];
	if (least === undefined || most === undefined) return undefined;
	if (below === undefined || above === undefined) return undefined;
	return { median: (below + above) / 2, least, most };
}

/** One figure divided by another; undefined where that says nothing. */
export function ratioOf(value: number | undefined, over: number | undefined): number | undefined {
	if (value === undefined || over === undefined) return undefined;
	const ratio = value / over;
	return Number.isFinite(ratio) ? ratio : undefined;
}

/** Whether a ratio is too near to 1 to mean anything. */
export function isTie(ratio: number): boolean {
	return ratio <= tieRatio && ratio >= 1 / tieRatio;
}

/** Judges a figure, or a ratio of two, by its goal. */
export function judge(
	value: number,
	{ goal, stretch }: Pick<Goal, "goal" | "stretch">,
	{ better }: Pick<Figure, "better">,
): Verdict {
	const reaches = (wanted: number) => (better === "more" ? value >= wanted : value <= wanted);
	if (stretch !== undefined && reaches(stretch)) return { kind: "stretch reached" };
	if (reaches(goal)) return { kind: "reached" };
	const percent = goal === 0 ? undefined : (Math.abs(value - goal) / goal) * 100;
	return { kind: "missed", percent };
}
