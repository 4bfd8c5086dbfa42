import { expect, test } from "vitest";
import { stateOf } from "../testing/samples.ts";
import type { State } from "./state.ts";
import { createStore, frameMs, slowFrameMs } from "./store.ts";

/** A store whose time a test lets pass. */
function arrange() {
	const waiting: { readonly at: number; readonly callback: () => void }[] = [];
	let now = 1_000;
	const store = createStore(
		stateOf(),
		(delayMs, callback) => waiting.push({ at: now + delayMs, callback }),
		() => now,
	);
	const told: number[] = [];
	const toldAt: number[] = [];
	const stop = store.subscribe(() => {
		told.push(store.shown().notices);
		toldAt.push(now);
	});
	const pass = (ms: number) => {
		now += ms;
		const frames = waiting.splice(0);
		waiting.push(...frames.filter(({ at }) => at > now));
		for (const { at, callback } of frames) if (at <= now) callback();
	};
	const count = () => store.change((state) => ({ ...state, notices: state.notices + 1 }));
	/** Changes every so many milliseconds for a while. */
	const countEvery = (ms: number, forMs: number) => {
		for (let passed = 0; passed < forMs; passed += 1) {
			if (passed % ms === 0) count();
			pass(1);
		}
	};
	return { store, told, toldAt, stop, pass, count, countEvery, waiting };
}

/** The times between one and the next. */
function gaps(times: readonly number[]): number[] {
	return times.slice(1).map((time, index) => time - (times[index] ?? 0));
}

test("after a pause a change is shown at once, with all that comes in the same turn", () => {
	const { store, told, pass, count } = arrange();
	for (let n = 0; n < 10; n++) count();
	expect(told).toEqual([]);
	expect(store.shown().notices).toBe(0);
	expect(store.get().notices).toBe(10);
	pass(0);
	expect(told).toEqual([10]);
});

test("what follows within a frame is shown together at its end", () => {
	const { told, pass, count } = arrange();
	count();
	pass(0);
	count();
	pass(frameMs - 1);
	count();
	expect(told).toEqual([1]);
	pass(1);
	expect(told).toEqual([1, 3]);
});

test("frames are never closer than the eye sees", () => {
	const { toldAt, countEvery } = arrange();
	countEvery(25, 500);
	expect(Math.min(...gaps(toldAt))).toBeGreaterThanOrEqual(frameMs);
});

test("while more arrives than can be read, ten frames a second are enough, and no more once it is calm", () => {
	const { toldAt, countEvery, pass } = arrange();
	countEvery(5, 2_000);
	expect(Math.min(...gaps(toldAt).slice(-10))).toBe(slowFrameMs);
	pass(1_500);
	toldAt.length = 0;
	countEvery(25, 500);
	expect(Math.max(...gaps(toldAt))).toBeLessThan(slowFrameMs);
});

test("a window that nobody looks at is painted ten times a second, and at once when somebody does", () => {
	const { store, told, toldAt, countEvery, count } = arrange();
	store.setFocused(false);
	countEvery(25, 500);
	expect(Math.min(...gaps(toldAt))).toBeGreaterThanOrEqual(slowFrameMs);
	count();
	store.setFocused(true);
	expect(told.at(-1)).toBe(store.get().notices);
});

test("what a key did is shown at once however much arrives, and not again by the frame that was under way", () => {
	const { store, told, countEvery, count, pass } = arrange();
	countEvery(5, 1_000);
	count();
	store.flush();
	const last = store.get().notices;
	expect(told.at(-1)).toBe(last);
	pass(slowFrameMs);
	expect(told.filter((notices) => notices === last)).toHaveLength(1);
});

test("what happens between a key and the end of the frame is shown with the frame", () => {
	const { store, told, count, pass, waiting } = arrange();
	count();
	store.flush();
	count();
	expect(waiting).toHaveLength(1);
	pass(frameMs);
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
