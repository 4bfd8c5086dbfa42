import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Between two looks at whether there is memory to give back. */
const lookMs = 5_000;

/** Of the time between two looks, more work than this is no moment for a pause. */
const idlePart = 0.02;

/** Less is not worth a pause. */
const worthBytes = 24 * 1024 * 1024;

/** Taken when this is loaded, before there is another thread: V8 does not expect that its flags change while one runs. */
const collect = takeCollector();

/**
 * Gives memory back to the system when there is nothing else to do. After a storm of ten thousand who come, V8 keeps what
 * the storm took, several times what they need, and where nothing is asked of it it never looks again. To look takes a
 * tenth of a second or two, so it is done once after each such time, when the loop has been idle. Gives back how to stop.
 */
export function startGivingBack(): () => void {
	let keptBytes = getHeapStatistics().total_heap_size;
	let last = performance.eventLoopUtilization();
	const looking = setInterval(() => {
		const { utilization } = performance.eventLoopUtilization(last);
		last = performance.eventLoopUtilization();
		const { total_heap_size: heapBytes } = getHeapStatistics();
		if (utilization > idlePart || heapBytes < keptBytes + worthBytes) return;
		collect();
		keptBytes = getHeapStatistics().total_heap_size;
	}, lookMs);
	looking.unref();
	return () => clearInterval(looking);
}

/** The collector of V8, which only a new context made under this flag has; no other code of ours sees it. */
function takeCollector(): () => void {
	setFlagsFromString("--expose-gc");
	const gc: NodeJS.GCFunction = runInNewContext("gc");
	setFlagsFromString("--no-expose-gc");
	// By the last resort alone V8 gives back the pages that it keeps for the next storm.
	return () => gc({ type: "major", execution: "sync", flavor: "last-resort" });
}
