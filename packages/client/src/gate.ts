/** Makes a gate through which so many may be at a time; the others wait in a line. */
export function createGate(places: number): <T>(work: () => Promise<T>) => Promise<T> {
	const line: (() => void)[] = [];
	let free = places;
	return async (work) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => line.push(resolve));
		try {
			return await work();
		} finally {
			// The place goes to the next in the line, not to whoever comes at this moment.
			const next = line.shift();
			if (next === undefined) free++;
			else next();
		}
	};
}
