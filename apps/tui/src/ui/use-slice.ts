import { useMemo, useSyncExternalStore } from "react";

/** What a view needs of a store: the state on screen, and when there is another. */
export type Shown<State> = {
	readonly shown: () => State;
	readonly subscribe: (listener: () => void) => () => void;
};

/**
 * A part of the state on screen. The view is made anew only when this part is another one, whatever else has changed.
 * `select` is the same function from one time to the next; `same` says when two parts are the same.
 */
export function useSlice<State, Part>(
	store: Shown<State>,
	select: (state: State) => Part,
	same: (a: Part, b: Part) => boolean = Object.is,
): Part {
	const read = useMemo(() => createSlice(store, select, same), [store, select, same]);
	return useSyncExternalStore(store.subscribe, read);
}

/** Whether two lists have the same items, such as rows of text. */
export function sameItems<Item>(a: readonly Item[], b: readonly Item[]): boolean {
	return a.length === b.length && a.every((item, index) => Object.is(item, b[index]));
}

function createSlice<State, Part>(
	{ shown }: Shown<State>,
	select: (state: State) => Part,
	same: (a: Part, b: Part) => boolean,
): () => Part {
	let last: { readonly state: State; readonly part: Part } | undefined;
	return () => {
		const state = shown();
		if (last?.state === state) return last.part;
		const part = select(state);
		// A part that is the same stays the same object: it is what React compares by.
		last = { state, part: last !== undefined && same(last.part, part) ? last.part : part };
		return last.part;
	};
}
