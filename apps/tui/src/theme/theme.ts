import type { Colour } from "./colour.ts";

/**
 * What colours and weights can mean, each with the sign that says the same without them: colour is never the only
 * one to say it.
 */
export const roles = [
	/** Something failed. The sentence says so; before a message stands "!". */
	"problem",
	/** All is well. The words, or "✓". */
	"ok",
	/** Not well yet. The words. */
	"warn",
	/** What one can do now. The words, in the line for hints. */
	"hint",
	/** A link. "://" or, in a list of links, its number. */
	"link",
	/** A message that names us. "@" and the name in it; "!" behind the room in lists. */
	"mention",
	/** Our own name. The name itself. */
	"own",
	/** Lines between days and parts of the screen. The line. */
	"rule",
	/** Where the unread begins. The word "new" in the line. */
	"fresh",
	/** Messages that are yet to come. The line with their number in it. */
	"gap",
	/** What is chosen. "▸" before it. */
	"selection",
	/** Written, not yet kept by the server. "⋯" in place of the time. */
	"pending",
	/** Not taken by the server. "!" in place of the time, and the reason below. */
	"refused",
	/** The room or list that a part of the screen shows. Its place at the top. */
	"title",
	/** Somebody else's words, said again. "┃" or ">" before them. */
	"quote",
	/** The letters that were searched for. The number of the hit. */
	"search",
	/** What one need not read, such as times and joins. Its place. */
	"faint",
] as const;

/** Something that is said by colour or weight. */
export type Role = (typeof roles)[number];

/** How a role looks. */
export type RoleLook = {
	readonly colour?: Colour;
	readonly background?: Colour;
	readonly bold?: boolean;
	readonly dim?: boolean;
	readonly italic?: boolean;
	readonly underline?: boolean;
	readonly inverse?: boolean;
};

/** How everything looks. */
export type Theme = {
	readonly roles: Readonly<Record<Role, RoleLook>>;
	/** The colours of people's names; none leaves them as the text is. */
	readonly names: readonly Colour[];
};

/** A theme of one's own: what it does not say is as in its base. */
export type OwnTheme = {
	readonly base: ThemeName;
	readonly roles: Readonly<Partial<Record<Role, RoleLook>>>;
	readonly names: readonly Colour[] | undefined;
};

/** The themes that need no file. */
export const themeNames = [
	"auto",
	"dark",
	"light",
	"contrast",
	"contrast-dark",
	"contrast-light",
	"none",
] as const;

/** The name of a theme that needs no file. */
export type ThemeName = (typeof themeNames)[number];

/** Whether a theme is told as a file and not by its name. */
export function isThemeFile(wanted: string): boolean {
	return wanted.endsWith(".toml");
}
