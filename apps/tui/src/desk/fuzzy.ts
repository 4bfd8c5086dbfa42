import type { Candidate, Find } from "../state/switcher.ts";
import { findPlainly, mostFound } from "../state/switcher.ts";

let loaded: Find | undefined;

/** The finder that is there already: the fuzzy one, if it was loaded before. */
export function finderNow(): Find {
	return loaded ?? findPlainly;
}

/** Loads the fuzzy finder; it is needed by nobody before the first switch. */
export async function loadFinder(): Promise<Find> {
	loaded ??= createFinder((await import("fuzzysort")).default);
	return loaded;
}

/** What of the library is used. */
type Fuzzysort = typeof import("fuzzysort").default;

/** Between two names that fit as well, what one is in goes before what one is not. */
const weights: Readonly<Record<Candidate["kind"], number>> = {
	room: 1,
	person: 0.95,
	server: 0.9,
	connect: 0.85,
	join: 0.85,
	command: 0.8,
};

/** What was used lately goes before what fits a little better. */
const lateBonus = 0.1;
const lateCandidates = 20;

function createFinder(fuzzysort: Fuzzysort): Find {
	type Ranked = { readonly candidate: Candidate; readonly rank: number };
	const snapshot = (candidates: readonly Candidate[]) =>
		fuzzysort.snapshot(
			candidates.map((candidate, at): Ranked => ({ candidate, rank: rankOf(candidate, at) })),
			{ key: ({ candidate }: Ranked) => candidate.label },
		);
	const snapshots = new WeakMap<readonly Candidate[], ReturnType<typeof snapshot>>();
	return (text, candidates) => {
		const prepared = snapshots.get(candidates) ?? snapshot(candidates);
		snapshots.set(candidates, prepared);
		const results = fuzzysort.go(text, prepared, {
			limit: mostFound,
			threshold: 0.2,
			scoreFn: ({ score, obj }) => score * obj.rank,
		});
		return results.map(({ obj, indexes }) => ({
			candidate: obj.candidate,
			marked: [...indexes],
		}));
	};
}

/** Candidates come with what was used lately first. */
function rankOf({ kind }: Candidate, at: number): number {
	const late = kind === "room" ? Math.max(0, 1 - at / lateCandidates) : 0;
	return weights[kind] + lateBonus * late;
}
