import { chordOf } from "../input/event.ts";
import { noLayer } from "../state/layer.ts";
import { chatMode } from "./chat.ts";
import type { Mode } from "./mode.ts";

/** In the bare view any key goes back, Ctrl+Z to the shell; a paste belongs into the line, where one can see it. */
export const bareMode: Mode = {
	take: (desk, typed) => {
		desk.change((state) => ({ ...state, layer: noLayer }));
		if (typed.type === "paste") chatMode.take(desk, typed);
		if (typed.type !== "key") return;
		const action = desk.look.keymap.get(chordOf(typed.key));
		if (action?.name !== "suspend") return;
		// What goes back is painted before the terminal is lent.
		desk.store.flush();
		action.run(desk);
	},
};
