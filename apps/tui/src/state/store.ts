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
	readonly subscribe: (listener: () => void) => () => void;
};

/** Calls back after a time; for tests, something they can call themselves. */
export type Timer = (delayMs: number, callback: () => void) => void;

/** However many messages arrive, the eye sees no more than this often. */
export const frameMs = 33;

/** A store with its first state. */
export function createStore(initial: State, timer: Timer): Store {
	let state = initial;
	let shown = initial;
	let scheduled = false;
	const listeners = new Set<() => void>();
	const flush = () => {
		if (shown === state) return;
		shown = state;
		for (const listener of listeners) listener();
	};
	return {
		get: () => state,
		shown: () => shown,
		change: (next) => {
			state = next(state);
			if (scheduled || state === shown) return;
			scheduled = true;
			timer(frameMs, () => {
				scheduled = false;
				flush();
			});
		},
		flush,
		subscribe: (listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
