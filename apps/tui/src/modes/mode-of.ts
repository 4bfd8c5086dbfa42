import type { State } from "../state/state.ts";
import { askMode } from "./ask.ts";
import { bareMode } from "./bare.ts";
import { chatMode } from "./chat.ts";
import { helpMode } from "./help.ts";
import type { Mode } from "./mode.ts";
import { recallMode } from "./recall.ts";
import { selectMode } from "./select.ts";
import { switcherMode } from "./switcher.ts";

/** What has the keyboard now. */
export function modeOf({ layer }: State): Mode {
	switch (layer.type) {
		case "ask":
			return askMode;
		case "help":
			return helpMode;
		case "recall":
			return recallMode;
		case "switcher":
			return switcherMode;
		case "select":
			return selectMode;
		case "bare":
			return bareMode;
		// Nothing comes so far while the keys are tested.
		case "keys-test":
		case "none":
		case "rooms":
		case "members":
		case "second":
			return chatMode;
	}
}
