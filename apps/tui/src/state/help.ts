import { type Editor, editorOf } from "../input/editor.ts";
import type { Layer } from "./layer.ts";

/** The help over the conversation. */
export type HelpLayer = {
	readonly type: "help";
	/** What is typed to find something in it. */
	readonly line: Editor;
	/** The first row on screen. */
	readonly top: number;
	/** What comes back when it is closed. */
	readonly behind?: Layer;
};

/** The help from its beginning, or what of it has these words. */
export function openedHelp(words = ""): HelpLayer {
	return { type: "help", line: editorOf(words), top: 0 };
}
