import { type Keymap, usualKeymap } from "../actions/keymap.ts";
import { type Config, defaultConfig } from "../config/config.ts";
import type { EmojiNames } from "../text/emoji.ts";
import type { GlyphKind } from "../text/emoji-kinds.ts";
import { type Answer, createGlyphs, type Glyphs, showable } from "../text/glyphs.ts";
import { createSigns } from "../text/signs.ts";
import { createStyle } from "../text/style.ts";
import { chooseTheme, type Wanted } from "../theme/choose-theme.ts";
import { createLook, type Look } from "../view/window.ts";

/** What a look is made of: what the person wants, and what the terminal can. */
export type LookSources = Wanted & {
	/** The theme as the person calls it. */
	readonly themeName: string;
	/** Where files of themes are: beside this one. */
	readonly configPath: string;
	/** What the environment says of the terminal. */
	readonly utf8: boolean;
	readonly fewSigns: boolean;
	/** What it answered; undefined while it has not. */
	readonly widths: Answer | undefined;
	readonly emoji: Config["emoji"];
	/** Undefined while they are not read. */
	readonly names: EmojiNames | undefined;
	readonly keymap: Keymap;
	readonly clock: Config["clock"];
	readonly textMax: number;
};

/** A good terminal that has not answered yet, and nothing configured. */
export const usualSources: LookSources = {
	wanted: "auto",
	themeName: defaultConfig.theme,
	configPath: "",
	background: undefined,
	noColor: false,
	depth: 8,
	utf8: true,
	fewSigns: false,
	widths: undefined,
	emoji: defaultConfig.emoji,
	names: undefined,
	keymap: usualKeymap,
	clock: defaultConfig.clock,
	textMax: defaultConfig.layout.textMax,
};

const emojiKinds: ReadonlySet<GlyphKind> = new Set([
	"emoji",
	"emoji-12",
	"emoji-13",
	"emoji-14",
	"emoji-15",
	"emoji-16",
	"emoji-17",
	"flag",
	"keycap",
	"skin",
	"vs16",
	"zwj",
]);

/** Makes the look of these sources. */
export function lookOf(sources: LookSources): Look {
	const { depth, names, keymap, clock, textMax } = sources;
	const glyphs = glyphsOf(sources);
	return createLook({
		style: createStyle({ theme: chooseTheme(sources), depth }),
		signs: createSigns(glyphs.ascii),
		show: (text) => showable(text, glyphs, names),
		keymap,
		clock,
		textMax,
	});
}

/** Whether emoji have to be shown by their names, which take a while to read. */
export function needsNames(sources: LookSources): boolean {
	const { ascii, lies } = glyphsOf(sources);
	return ascii || lies.size > 0;
}

function glyphsOf({ utf8, fewSigns, widths, emoji }: LookSources): Glyphs {
	const glyphs = createGlyphs({ utf8, fewSigns }, widths);
	if (emoji === "names") return { ...glyphs, lies: new Set([...glyphs.lies, ...emojiKinds]) };
	if (emoji === "auto") return glyphs;
	const isEmoji = (kind: GlyphKind) => emojiKinds.has(kind);
	return { ...glyphs, lies: new Set([...glyphs.lies].filter((kind) => !isEmoji(kind))) };
}

/** Holds what everything looks like is made of, and makes it anew when something of that changes. */
export type LookMaker = {
	readonly sources: () => LookSources;
	readonly change: (some: Partial<LookSources>) => void;
};

/** Makes a look maker; `adopt` gets each look but the first. */
export function createLookMaker(first: LookSources, adopt: (look: Look) => void): LookMaker {
	let sources = first;
	return {
		sources: () => sources,
		change: (some) => {
			sources = { ...sources, ...some };
			adopt(lookOf(sources));
		},
	};
}
