import type { State } from "../state/state.ts";
import { chatMode } from "./chat.ts";
import { helpMode } from "./help.ts";
import type { Mode } from "./mode.ts";

/** What has the keyboard now. */
export function modeOf({ layer }: State): Mode {
	switch (layer.type) {
		case "help":
			return helpMode;
		case "none":
		case "rooms":
		case "members":
			return chatMode;
	}
}
