const unicode = {
	/** A horizontal line, drawn by repeating it. */
	rule: "─",
	/** A border between two things side by side. */
	bar: "│",
	/** Beside what was quoted or is a reply. */
	quote: "┃",
	reply: "↳",
	/** Before a notice, such as a join. */
	dot: "·",
	/** Between two things of one row. */
	middot: "·",
	ellipsis: "…",
	here: "●",
	away: "◐",
	gone: "○",
	/** Before the last seq of a room that is complete. */
	tick: "✓",
	above: "↑",
	below: "↓",
	/** In place of the time while a message is not acked. */
	pending: "⋯",
	/** Before what is folded, and what is not. */
	fold: "▸",
	unfold: "▾",
	/** The chosen row of a list. */
	chosen: "▸",
	/** A favourite room. */
	star: "★",
	/** A room that never calls. */
	muted: "∅",
	/** A room that only its members see. */
	private: "▣",
	/** Behind the name of somebody without an account. */
	guest: "°",
	/** Who keeps order: in a room, on the server, and over all. */
	moderator: "▴",
	admin: "◇",
	owner: "◆",
	/** Where something is typed and not sent. */
	draft: "✎",
	/** In place of what is typed and not to be seen. */
	secret: "•",
	/** In place of the time of a message that was refused. */
	refused: "!",
	/** Where there is more than is shown. */
	more: "»",
	/** What is missing. */
	gap: "┄",
} as const;

/** The signs our views are made of, by what they mean. */
export type Signs = { readonly [name in keyof typeof unicode]: string };

const ascii: Signs = {
	rule: "-",
	bar: "|",
	quote: "|",
	reply: ">",
	dot: "*",
	middot: "-",
	ellipsis: "...",
	here: "*",
	away: "-",
	gone: "o",
	tick: "=",
	above: "^",
	below: "v",
	pending: "~",
	fold: ">",
	unfold: "v",
	chosen: ">",
	star: "+",
	muted: "x",
	private: "&",
	guest: "~",
	moderator: "+",
	admin: "%",
	owner: "@",
	draft: "%",
	secret: "*",
	refused: "!",
	more: ">",
	gap: ".",
};

/** The signs, plain for a terminal that has only ASCII. Each is one column wide, but for the ellipsis there. */
export function createSigns(plain: boolean): Signs {
	return plain ? ascii : unicode;
}
