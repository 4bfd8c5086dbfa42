import { setFlagsFromString } from "node:v8";
import { logOf, type State } from "../state/state.ts";
import type { Store } from "../state/store.ts";

/** Whether V8 is to keep its heap close to what is in use, however often it has to collect for that. */
export type SetSmallHeap = (small: boolean) => void;

const setSmallHeap: SetSmallHeap = (small) =>
	setFlagsFromString(small ? "--optimize-for-size" : "--no-optimize-for-size");

/**
 * Keeps the heap small on the way to the beginning of a room: nearly all that is fetched then is forgotten at once, and
 * V8 would give back nothing of what it takes for it. At all other times that would cost half of the speed. Gives what ends it.
 */
export function keepHeapSmall(store: Store, set: SetSmallHeap = setSmallHeap): () => void {
	let small = false;
	const become = (next: boolean) => {
		if (next === small) return;
		small = next;
		set(small);
	};
	const stop = store.subscribe(() => become(isClimbing(store.shown())));
	return () => {
		stop();
		become(false);
	};
}

function isClimbing(state: State): boolean {
	return state.climbing && !logOf(state, state.current).reachesStart;
}
