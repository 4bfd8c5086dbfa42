import { noLayer } from "./layer.ts";
import type { State } from "./state.ts";

/** The conversation alone, on a screen that the terminal wraps, so that what one selects there is what was said. */
export type BareLayer = { readonly type: "bare" };

/** The state without the bare view: it was written for another size. */
export function closeBare(state: State): State {
	return state.layer.type === "bare" ? { ...state, layer: noLayer } : state;
}
