import { expect, test } from "vitest";
import { stateOf } from "../testing/samples.ts";
import type { State } from "./state.ts";
import { createStore, frameMs } from "./store.ts";

/** A store whose frames a test lets pass. */
function arrange() {
	const waiting: (() => void)[] = [];
	const delays: number[] = [];
	const store = createStore(stateOf(), (delayMs, callback) => {
		delays.push(delayMs);
		waiting.push(callback);
	});
	const told: number[] = [];
	const stop = store.subscribe(() => told.push(store.shown().notices));
	const passFrame = () => {
		for (const callback of waiting.splice(0)) callback();
	};
	const count = () => store.change((state) => ({ ...state, notices: state.notices + 1 }));
	return { store, told, stop, passFrame, count, delays, waiting };
}

test("however much changes, the screen is told once a frame", () => {
	const { store, told, passFrame, count, delays } = arrange();
	for (let n = 0; n < 100; n++) count();
	expect(told).toEqual([]);
	expect(store.shown().notices).toBe(0);
	expect(store.get().notices).toBe(100);
	passFrame();
	expect(told).toEqual([100]);
	count();
	passFrame();
	expect(told).toEqual([100, 101]);
	expect(delays).toEqual([frameMs, frameMs]);
});

test("what a key did is shown at once, and not again by the frame that was under way", () => {
	const { store, told, passFrame, count } = arrange();
	count();
	store.flush();
	expect(told).toEqual([1]);
	passFrame();
	expect(told).toEqual([1]);
});

test("what happens between a key and the end of the frame is shown with the frame", () => {
	const { store, told, passFrame, count, waiting } = arrange();
	count();
	store.flush();
	count();
	expect(waiting).toHaveLength(1);
	passFrame();
	expect(told).toEqual([1, 2]);
});

test("what changes nothing tells nobody and costs no frame", () => {
	const { store, told, waiting } = arrange();
	store.change((state: State) => state);
	store.flush();
	expect(told).toEqual([]);
	expect(waiting).toEqual([]);
});

test("who no longer listens is not told", () => {
	const { store, told, stop, count } = arrange();
	stop();
	count();
	store.flush();
	expect(told).toEqual([]);
});
