import type { Action } from "./action.ts";
import { actions } from "./actions.ts";

/** What each chord does. */
export type Keymap = ReadonlyMap<string, Action>;

/** The keys as they are unless bound otherwise. */
export const usualKeymap: Keymap = new Map(
	actions.flatMap((action) => action.keys.map((chord) => [chord, action] as const)),
);
