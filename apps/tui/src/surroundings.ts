import type { Client } from "@partyline/client";
import type { Store } from "./state/store.ts";
import type { Look } from "./view/window.ts";

/** What everything that acts works with. */
export type Surroundings = {
	readonly client: Client;
	readonly store: Store;
	readonly look: Look;
	/** Epoch ms. */
	readonly now: () => number;
	/** Paints the whole screen anew. */
	readonly redraw: () => void;
	/** Ends the program. */
	readonly leave: () => void;
};
