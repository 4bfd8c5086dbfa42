/** What is wanted of a terminal beside what we always want. */
export type Wishes = {
	/** Whether the mouse is told to us. */
	readonly mouse: boolean;
	/** Whether it speaks the kitty keyboard protocol. */
	readonly kitty: boolean;
	/** What its window is called; undefined leaves that alone. */
	readonly title: string | undefined;
};

type Mode = { readonly on: string; readonly off: string };

const alternateScreen: Mode = { on: "\x1b[?1049h", off: "\x1b[?1049l\x1b[?25h" };
const bracketedPaste: Mode = { on: "\x1b[?2004h", off: "\x1b[?2004l" };
/** Autowrap off, so that a character wider than we think cannot break the screen. */
const noAutowrap: Mode = { on: "\x1b[?7l", off: "\x1b[?7h" };
const focusEvents: Mode = { on: "\x1b[?1004h", off: "\x1b[?1004l" };
/** Buttons and wheel, by the cell, in decimal. */
const mouseReports: Mode = { on: "\x1b[?1000h\x1b[?1006h", off: "\x1b[?1006l\x1b[?1000l" };
/**
 * Keys that would read as others are told apart, each with what it is on a Latin layout. Terminals keep a
 * stack of this for each of their two screens.
 */
const kittyKeys: Mode = { on: "\x1b[>5u", off: "\x1b[<u" };
/** The title is put aside, and back. */
const ownTitle: Mode = { on: "\x1b[22;2t", off: "\x1b[23;2t" };

/** The order they are begun in; they are ended in the other. */
function modesOf({ mouse, kitty, title }: Wishes): Mode[] {
	return [
		...(title === undefined ? [] : [ownTitle]),
		alternateScreen,
		bracketedPaste,
		noAutowrap,
		focusEvents,
		...(kitty ? [kittyKeys] : []),
		...(mouse ? [mouseReports] : []),
	];
}

/** What makes a terminal ours. */
export function takingBytes(wishes: Wishes): string {
	const { title } = wishes;
	const named = title === undefined || title === "" ? "" : titleBytes(title);
	return modesOf(wishes).reduce((bytes, { on }) => bytes + on, "") + named;
}

/** What undoes it. */
export function givingBytes(wishes: Wishes): string {
	return modesOf(wishes).reduceRight((bytes, { off }) => bytes + off, "");
}

/** What brings a terminal that is ours from one set of wishes to another. */
export function changingBytes(before: Wishes, after: Wishes): string {
	const kitty = before.kitty === after.kitty ? "" : switchBytes(kittyKeys, after.kitty);
	const mouse = before.mouse === after.mouse ? "" : switchBytes(mouseReports, after.mouse);
	const { title } = after;
	const named = title === undefined || title === before.title ? "" : titleBytes(title);
	return kitty + mouse + named;
}

function switchBytes({ on, off }: Mode, wanted: boolean): string {
	return wanted ? on : off;
}

/** Calls the window something; the words must be clean. */
function titleBytes(words: string): string {
	return `\x1b]2;${words}\x1b\\`;
}
