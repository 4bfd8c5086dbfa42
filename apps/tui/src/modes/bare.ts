import { noLayer } from "../state/layer.ts";
import { chatMode } from "./chat.ts";
import type { Mode } from "./mode.ts";

/** In the bare view any key goes back; a paste belongs into the line, where one can see it. */
export const bareMode: Mode = {
	take: (desk, typed) => {
		desk.change((state) => ({ ...state, layer: noLayer }));
		if (typed.type === "paste") chatMode.take(desk, typed);
	},
};
