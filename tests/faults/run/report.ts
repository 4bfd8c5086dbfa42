import type { Violation } from "../history/history.ts";
import type { FaultRunResult } from "./fault-run.ts";
import type { RoundResult } from "./round.ts";

/** Violations told of one rule: one broken promise breaks a thousand times. */
const examples = 3;

/** One round in a line. */
export function tellRound(result: RoundResult, number: number): string {
	const { posts, shown, faults, ackMs, usage, violations } = result;
	const made = [...faults].map(([name, times]) => `${name} ${times}`).join(", ");
	const acks = ackMs && `acks ${ackMs.p50.toFixed(1)} ms, p99 ${ackMs.p99.toFixed(1)} ms`;
	const daemon = usage && `daemon ${usage.rssMiB} MiB, ${usage.descriptors} descriptors`;
	const verdict = violations.length === 0 ? "all well" : `${violations.length} violations`;
	const parts = [`${posts} posts, shown ${shown} times`, made, acks, daemon, verdict];
	return `round ${number}: ${parts.filter(Boolean).join("; ")}`;
}

/** Whether anything was there to be judged. */
export function wasTried(rounds: readonly RoundResult[]): boolean {
	const has = (count: (round: RoundResult) => number) => rounds.some((round) => count(round) > 0);
	return has(({ posts }) => posts) && has(({ shown }) => shown) && has(({ faults }) => faults.size);
}

/** What the run proves, or what was broken and where to look. */
export function tellVerdict({ rounds, violations, kept, seconds }: FaultRunResult): string[] {
	const posts = rounds.reduce((sum, round) => sum + round.posts, 0);
	const shown = rounds.reduce((sum, round) => sum + round.shown, 0);
	const made = rounds.flatMap((round) => [...round.faults.values()]).reduce((a, b) => a + b, 0);
	if (violations.length === 0 && !wasTried(rounds))
		return ["NOTHING WAS TRIED: nobody talked, nobody was shown anything, or there was no fault."];
	if (violations.length === 0)
		return [
			`${posts} posts, shown ${shown} times, through ${made} faults in ${seconds.toFixed(0)} s: nothing lost, nothing twice, one order.`,
		];
	const byRule = Map.groupBy(violations, ({ rule }) => rule);
	return [
		...[...byRule].flatMap(([rule, broken]) => tellBroken(rule, broken)),
		`History, database, the daemon's log and the seed are in ${kept}`,
	];
}

function tellBroken(rule: string, broken: readonly Violation[]): string[] {
	return [
		`BROKEN, ${broken.length} times: ${rule}`,
		...broken.slice(0, examples).map(({ what }) => `  ${what.slice(0, 400)}`),
	];
}

/** How memory, descriptors and the time of an ack moved, from the first quarter of the rounds to the last. */
export function tellDrift(rounds: readonly RoundResult[]): string[] {
	const quarter = Math.max(1, Math.floor(rounds.length / 4));
	const [first, last] = [rounds.slice(0, quarter), rounds.slice(-quarter)];
	const drift = (read: (round: RoundResult) => number | undefined) => {
		const [from, to] = [median(first, read), median(last, read)];
		return from === undefined || to === undefined
			? "unknown"
			: `${from.toFixed(1)} -> ${to.toFixed(1)}`;
	};
	return [
		`drift, medians of the first and the last ${quarter} rounds:`,
		`  memory of the daemon, MiB: ${drift(({ usage }) => usage?.rssMiB)}`,
		`  its descriptors: ${drift(({ usage }) => usage?.descriptors)}`,
		`  p99 of an ack, ms: ${drift(({ ackMs }) => ackMs?.p99)}`,
	];
}

function median(
	rounds: readonly RoundResult[],
	read: (round: RoundResult) => number | undefined,
): number | undefined {
	const values = rounds.map(read).filter((value) => value !== undefined);
	return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
