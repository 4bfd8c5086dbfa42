import type { AskLayer } from "./ask.ts";
import type { BareLayer } from "./bare.ts";
import type { HelpLayer } from "./help.ts";
import type { KeysTestLayer } from "./keys-test.ts";
import type { RecallLayer } from "./recall.ts";
import type { SelectLayer } from "./select.ts";
import type { SwitcherLayer } from "./switcher.ts";

/**
 * What lies over the conversation and has the keyboard, but for the lists, which leave it to the line.
 * Each kind has a file of its own in this folder, and its keys in `modes/`.
 */
export type Layer =
	| { readonly type: "none" }
	| { readonly type: "rooms" }
	| { readonly type: "members" }
	| { readonly type: "second" }
	| AskLayer
	| RecallLayer
	| SelectLayer
	| BareLayer
	| SwitcherLayer
	| KeysTestLayer
	| HelpLayer;

/** Nothing over the conversation. */
export const noLayer: Layer = { type: "none" };
