import type { State } from "./state.ts";

/** Holds the state outside React, and tells at most once a frame that it changed. */
export type Store = {
	readonly get: () => State;
	/** The state that is on screen: the same object between two frames. */
	readonly shown: () => State;
	/** Changes the state; the screen follows within a frame. */
	readonly change: (next: (state: State) => State) => void;
	/** Shows what has changed now: what a key did must not wait for a frame. */
	readonly flush: () => void;
	/** Tells whether the person looks at the window; nobody needs to see every change of one behind others. */
	readonly setFocused: (focused: boolean) => void;
	readonly subscribe: (listener: () => void) => () => void;
};

/** Calls back after a time; for tests, something they can call themselves. */
export type Timer = (delayMs: number, callback: () => void) => void;

/** However much changes, the eye sees no more than this often. */
export const frameMs = 33;

/** Where more changes than can be read, or nobody looks, this is often enough. */
export const slowFrameMs = 100;

/** From so many changes within a second on, frames are slow. */
const busyChanges = 50;

/** A store with its first state. `now` counts milliseconds. */
export function createStore(
	initial: State,
	timer: Timer,
	now: () => number = () => performance.now(),
): Store {
	let state = initial;
	let shown = initial;
	let shownAt = Number.NEGATIVE_INFINITY;
	let scheduled = false;
	let focused = true;
	const isBusy = countChanges(now);
	const listeners = new Set<() => void>();
	const flush = () => {
		if (shown === state) return;
		shown = state;
		shownAt = now();
		for (const listener of listeners) listener();
	};
	return {
		get: () => state,
		shown: () => shown,
		change: (next) => {
			const before = state;
			state = next(state);
			if (state === before) return;
			const pace = isBusy() || !focused ? slowFrameMs : frameMs;
			if (scheduled || state === shown) return;
			scheduled = true;
			// What comes after a pause is shown at once, with all that comes in the same turn.
			timer(Math.max(0, shownAt + pace - now()), () => {
				scheduled = false;
				flush();
			});
		},
		flush,
		setFocused: (next) => {
			focused = next;
			if (focused) flush();
		},
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}

/** Counts one more change at each call; true while there were so many within a second that nobody can read them. */
function countChanges(now: () => number): () => boolean {
	const times = new Float64Array(busyChanges).fill(Number.NEGATIVE_INFINITY);
	let next = 0;
	return () => {
		const at = now();
		const oldest = times[next] ?? at;
		times[next] = at;
		next = (next + 1) % busyChanges;
		return at - oldest < 1_000;
	};
}
