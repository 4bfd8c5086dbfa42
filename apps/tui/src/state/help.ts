import { type Editor, emptyEditor } from "../input/editor.ts";
import { insertWords } from "../input/search-line.ts";
import type { Layer } from "./layer.ts";

/** The help over the conversation. */
export type HelpLayer = {
	readonly type: "help";
	/** What is typed to find something in it. */
	readonly line: Editor;
	/** The first row on screen. */
	readonly top: number;
	/** The section that comes before all others. */
	readonly first?: HelpTitle;
	/** What comes back when it is closed. */
	readonly behind?: Layer;
};

/** What the sections about one layer are called. */
export type HelpTitle = "A chosen message" | "The switcher" | "The search in what you sent";

/** The help from its beginning or with one section before the others, or what of it has these words. */
export function openedHelp(words = "", first?: HelpTitle): HelpLayer {
	const line = insertWords(emptyEditor(), words);
	return { type: "help", line, top: 0, ...(first === undefined ? {} : { first }) };
}
