import { scrollHelp } from "../paging.ts";
import { noLayer } from "../state/layer.ts";
import { chatMode } from "./chat.ts";
import type { Mode } from "./mode.ts";

/** In the help, the keys that scroll do; every other key goes back. */
export const helpMode: Mode = {
	take: (desk, typed) => {
		// It belongs into the line, where one can see it.
		if (typed.type === "paste") return chatMode.take(desk, typed);
		if (typed.type === "key" && scrollHelp(desk, typed.key.name)) return;
		desk.change((state) => ({ ...state, layer: noLayer }));
	},
};
