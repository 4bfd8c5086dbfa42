/** Something that is measured, as a number a round. */
export type Figure = {
	readonly name: string;
	/** As it is printed after a number: "ms", "deliveries/s", "KiB". */
	readonly unit: string;
	readonly better: "more" | "less";
};

/** One of those that are measured by turns: a server, or one of ours under another load or at another size. */
export type Entrant = {
	readonly name: string;
	/** Measures it once; what it cannot tell of itself is left out. Rejects where the round does not count. */
	measure(round: Round): Promise<Readonly<Record<string, number>>>;
};

/** How long one round may take. */
export type Round = {
	/** Of what is measured itself, after a warm-up. */
	readonly seconds: number;
	/** Whether it is only to be seen that everything still runs: the smallest sizes do. */
	readonly smoke: boolean;
};

/** What a figure of one entrant is to reach: as a ratio to another entrant's, or by itself. */
export type Goal = {
	readonly figure: string;
	readonly of: string;
	/** Whose figure it is divided by; without it the goal is the figure's own. */
	readonly over?: string;
	/** For figures of which more is better at least these, for others at most. */
	readonly goal: number;
	readonly stretch?: number;
};

/** One table of the bench: the same thing measured of several by turns, round after round. */
export type Contest = {
	/** Says what is done, and chooses it on the command line. */
	readonly name: string;
	readonly figures: readonly Figure[];
	/** The others are compared with the first. */
	readonly entrants: readonly Entrant[];
	readonly goals: readonly Goal[];
	/** Fewer rounds than asked for, where one takes minutes. */
	readonly mostRounds?: number;
};
