import type { HelpLayer } from "./help.ts";

/**
 * What lies over the conversation and has the keyboard, but for the lists, which leave it to the line.
 * Each kind has a file of its own in this folder, and its keys in `modes/`.
 */
export type Layer =
	| { readonly type: "none" }
	| { readonly type: "rooms" }
	| { readonly type: "members" }
	| HelpLayer;

/** Nothing over the conversation. */
export const noLayer: Layer = { type: "none" };
