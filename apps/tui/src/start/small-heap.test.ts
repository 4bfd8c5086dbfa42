import { expect, test } from "vitest";
import { withLog } from "../state/state.ts";
import { createStore } from "../state/store.ts";
import { stateOf } from "../testing/samples.ts";
import { keepHeapSmall } from "./small-heap.ts";

function arrange() {
	const store = createStore(stateOf(), () => {});
	const told: boolean[] = [];
	const stop = keepHeapSmall(store, (small) => void told.push(small));
	const climb = (climbing: boolean) => {
		store.change((state) => ({ ...state, climbing }));
		store.flush();
	};
	return { store, told, stop, climb };
}

test("the heap is kept small on the way to the beginning of a room, and no longer", () => {
	const { store, told, climb } = arrange();
	climb(true);
	store.change((state) => ({ ...state, notices: state.notices + 1 }));
	store.flush();
	expect(told).toEqual([true]);
	store.change((state) => withLog(state, state.current, (log) => ({ ...log, reachesStart: true })));
	store.flush();
	expect(told).toEqual([true, false]);
});

test("a key that ends the way ends that too, and so does leaving", () => {
	const { told, climb, stop } = arrange();
	climb(true);
	climb(false);
	expect(told).toEqual([true, false]);
	climb(true);
	stop();
	climb(true);
	expect(told).toEqual([true, false, true, false]);
});
