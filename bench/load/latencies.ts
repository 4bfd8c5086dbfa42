/** How long things took: counted, because millions of them come in a round. */
export type Latencies = {
	/** Takes one in, in milliseconds. */
	record(ms: number): void;
	/** What so large a part of them took at most, 0 to 1; undefined if there are none. */
	quantile(part: number): number | undefined;
};

/** Steps of a hundredth of a millisecond, up to ten seconds; what took longer is counted as that. */
const stepMs = 0.01;
const steps = 1_000_000;

export function createLatencies(): Latencies {
	const counts = new Uint32Array(steps);
	let all = 0;
	return {
		record(ms) {
			const step = Math.min(Math.max(Math.ceil(ms / stepMs), 0), steps - 1);
			counts[step] = (counts[step] ?? 0) + 1;
			all++;
		},
		quantile(part) {
			if (all === 0) return undefined;
			const wanted = Math.max(Math.ceil(all * part), 1);
			let seen = 0;
			const found = counts.findIndex((count) => {
				seen += count;
				return seen >= wanted;
			});
			return found * stepMs;
		},
	};
}
