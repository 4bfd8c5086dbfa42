import type { Contest, Entrant, Figure, Goal } from "./contest.ts";

/** What was measured of one entrant: the figures of each round that counts, and why others do not. */
export type EntrantResult = {
	readonly name: string;
	readonly rounds: readonly Readonly<Record<string, number>>[];
	readonly problems: readonly string[];
};

/** What was measured in a contest. */
export type ContestResult = {
	readonly name: string;
	readonly figures: readonly Figure[];
	readonly goals: readonly Goal[];
	readonly entrants: readonly EntrantResult[];
};

/** How often and how long. */
export type Measuring = {
	readonly rounds: number;
	readonly seconds: number;
	readonly smoke: boolean;
	/** Hears what is done now. */
	tell(doing: string): void;
};

/**
 * Measures a contest: its entrants by turns, so that what else the machine does meets all of them. In a smoke, where no figure
 * means anything, all at once.
 */
export async function runContest(contest: Contest, measuring: Measuring): Promise<ContestResult> {
	const { name, figures, goals, entrants, mostRounds = measuring.rounds } = contest;
	const rounds = Math.min(measuring.rounds, mostRounds);
	const measured = entrants.map((entrant): Measured => ({ entrant, rounds: [], problems: [] }));
	for (let round = 1; round <= rounds; round++) {
		const measureThis = async (of: Measured) => {
			measuring.tell(`${name}: round ${round} of ${rounds}, ${of.entrant.name}`);
			await measureOnce(of, measuring);
		};
		if (measuring.smoke) await Promise.all(measured.map(measureThis));
		else for (const of of measured) await measureThis(of);
	}
	return {
		...{ name, figures, goals },
		entrants: measured.map(({ entrant, ...result }) => ({ name: entrant.name, ...result })),
	};
}

type Measured = {
	readonly entrant: Entrant;
	readonly rounds: Readonly<Record<string, number>>[];
	readonly problems: string[];
};

async function measureOnce(
	{ entrant, rounds, problems }: Measured,
	{ seconds, smoke, tell }: Measuring,
): Promise<void> {
	try {
		const figures = await entrant.measure({ seconds, smoke });
		const [wrong] = Object.entries(figures).find(([, value]) => !Number.isFinite(value)) ?? [];
		if (wrong !== undefined) throw new Error(`${wrong} could not be measured.`);
		rounds.push(figures);
	} catch (error) {
		// One that fails does not take the figures of the others away; it is told here and in the report.
		const problem = error instanceof Error ? error.message : String(error);
		problems.push(problem);
		tell(`  did not count: ${problem}`);
		if (error instanceof Error && typeof error.cause === "string") tell(error.cause);
	}
}
