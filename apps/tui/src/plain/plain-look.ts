import { type LookSources, lookOf, needsNames } from "../start/look-maker.ts";
import { isDumb } from "../terminal/locale.ts";
import { loadEmoji } from "../text/emoji.ts";
import type { Look } from "../view/window.ts";

/** The look of lines: as they have no columns, it does not matter how wide a terminal draws what it can draw. */
export async function readPlainLook(sources: LookSources): Promise<Look> {
	const known = { ...sources, widths: { utf8: sources.utf8, lies: new Set<never>() } };
	const look = lookOf({ ...known, names: needsNames(known) ? await loadEmoji() : undefined });
	// A sign is for the eye; lines are read aloud.
	return { ...look, signs: { ...look.signs, private: "private " } };
}

/** What tells whether a line can be edited on a terminal. */
export type EditingReasons = {
	/** Whether both ends are terminals. */
	readonly isTerminal: boolean;
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly platform: NodeJS.Platform;
};

/** Whether a cursor may move: not under a screen reader, which would read the line anew each time. */
export function canEdit({ isTerminal, env, platform }: EditingReasons): boolean {
	return isTerminal && !isDumb(env, platform) && env.INK_SCREEN_READER !== "true";
}
