import type { Action } from "./action.ts";
import { editingActions } from "./editing.ts";
import { goingActions } from "./going.ts";
import { readingActions } from "./reading.ts";
import { windowActions } from "./window.ts";
import { writingActions } from "./writing.ts";

/** Everything a key of the chat can do, in the order of the help. */
export const actions: readonly Action[] = [
	...writingActions,
	...readingActions,
	...goingActions,
	...windowActions,
	...editingActions,
];
