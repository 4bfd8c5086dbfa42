/** What does not fit is refused. */
export type Gate = {
	/** Does the work when it is its turn; undefined, at once, where too many wait already. */
	readonly pass: <T>(work: () => Promise<T>) => Promise<T> | undefined;
};

/** Lets at most so many do their work at a time, and so many wait for it. */
export function narrowGate({ most, waiting }: { most: number; waiting: number }): Gate {
	let busy = 0;
	const line: (() => void)[] = [];
	const enter = async () => {
		if (busy >= most) await new Promise<void>((resolve) => line.push(resolve));
		else busy++;
	};
	const leave = () => {
		// Whoever is next takes the place over.
		const next = line.shift();
		if (next === undefined) busy--;
		else next();
	};
	return {
		pass(work) {
			if (busy >= most && line.length >= waiting) return undefined;
			return enter().then(work).finally(leave);
		},
	};
}
