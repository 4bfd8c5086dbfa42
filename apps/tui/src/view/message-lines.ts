import type { MessageEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Item } from "../state/item.ts";
import { refusedHint } from "../state/refused.ts";
import type { Signs } from "../text/signs.ts";
import type { Paint, Style } from "../text/style.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { type Clock, timeOf } from "./clock.ts";
import { eventText } from "./event-words.ts";
import { columnMargin, inlineMargin, nameWidth, type Shape } from "./layout.ts";
import { edgeOf, marginOf } from "./margin.ts";
import { noticeLines } from "./notice-lines.ts";
import { selectRows } from "./select-rows.ts";
import { takenBackText } from "./taken-back.ts";
import { type Columns, type TextRow, textRows } from "./text-rows.ts";

/** How lines are set. The same object while nothing of it changes: it is what lines are cached by. */
export type Setting = {
	readonly width: number;
	readonly shape: Shape;
	readonly style: Style;
	readonly signs: Signs;
	/** What others wrote, sanitised already, as this terminal draws it as wide as it is counted. */
	readonly show: (text: string) => string;
	readonly clock: Clock;
	/** The most columns that a line of text takes. */
	readonly textMax: number;
	/** Our own account where that was said; undefined while it is not known. */
	readonly own?: AccountName | undefined;
	/** Whether guests have a sign behind their names: for guests themselves it would be a sign without meaning. */
	readonly marksGuests?: boolean | undefined;
};

/** How one item is set among the others. */
export type Manner = {
	/** Whether it goes on with what the same person said right before, so that they need not be named again. */
	readonly continues: boolean;
	/** Rows of it that are shown; the rest is folded. */
	readonly most: number;
	/** What it answers, in words; empty for nothing. */
	readonly quote: string;
	readonly selected: boolean;
};

/** An item that stands alone and whole. */
export const usualManner: Manner = {
	continues: false,
	most: Number.POSITIVE_INFINITY,
	quote: "",
	selected: false,
};

type Cached = {
	readonly setting: Setting;
	readonly manner: Manner;
	readonly lines: readonly string[];
};

/** Of each item the rows as they were set last, in two settings: two panes may show the same room. */
const cache = new WeakMap<Item, readonly Cached[]>();

/** Below this many columns the clock gives its place to the words. */
const clockFrom = 12;

/** Columns of a name in front of its text. */
const inlineName = 20;

/** Rows of a text that are worth folding. */
const foldedFrom = 3;

/** The rows of one item, styled, none wider than the setting. */
export function linesOf(item: Item, setting: Setting, manner: Manner): readonly string[] {
	if (manner.selected) return selectRows(setItem(item, setting, manner), setting);
	const known = cache.get(item) ?? [];
	const here = known.find((one) => one.setting === setting);
	if (here !== undefined && isAlike(here.manner, manner)) return here.lines;
	const lines = setItem(item, setting, manner);
	const [other] = known.filter((one) => one.setting !== setting);
	const set = { setting, manner, lines };
	cache.set(item, other === undefined ? [set] : [set, other]);
	return lines;
}

function isAlike(one: Manner, other: Manner): boolean {
	return one.continues === other.continues && one.most === other.most && one.quote === other.quote;
}

function setItem(item: Item, setting: Setting, manner: Manner): string[] {
	const { style } = setting;
	const { selected } = manner;
	if (item.kind === "notice") {
		const paint = item.tone === "problem" ? style.problem : style.dim;
		return noticeLines(item.text, setting, { paint, selected });
	}
	if (item.kind === "post") return setPost(item, setting, manner);
	if (item.hidden === true) return [];
	const { event } = item;
	const name = sanitizeLine(item.name);
	if (event.type === "message") return setMessage(saidBy(item, event, setting), setting, manner);
	const names = { by: name, who: sanitizeLine(item.whoName ?? "") };
	return noticeLines(eventText(event, names), setting, { paint: style.dim, selected });
}

type EventItem = Extract<Item, { kind: "event" }>;

/** A message as it is set; of one that was taken back only that it was. */
function saidBy(item: EventItem, event: MessageEvent, setting: Setting): Said {
	const { style, signs, show } = setting;
	const name = sanitizeLine(item.name);
	const guest = item.guest === true && setting.marksGuests === true ? signs.guest : "";
	const isGone = event.redacted === true;
	return {
		id: item.key,
		name: `${show(name)}${guest}`,
		time: timeOf(event.at, setting.clock),
		text: isGone ? takenBackText(item.takenBy) : sanitize(event.text),
		action: event.action === true && !isGone,
		paint: isGone ? style.faint : plain,
		namePaint: namePaintOf(item, name, setting),
	};
}

const plain: Paint = (text) => text;

function namePaintOf({ event, namesUs }: EventItem, name: string, { style, own }: Setting): Paint {
	if (namesUs) return style.mention;
	if (event.by === own) return style.own;
	return (text) => style.bold(style.nameColour(name)(text));
}

function setPost(
	{ key, entry, name }: Extract<Item, { kind: "post" }>,
	setting: Setting,
	manner: Manner,
): string[] {
	const { style, signs, show } = setting;
	const isRefused = entry.refused !== undefined;
	const paint = isRefused ? style.refused : style.pending;
	const said = {
		id: key,
		name: show(sanitizeLine(name)),
		time: `  ${isRefused ? signs.refused : signs.pending}  `,
		text: sanitize(entry.text),
		action: entry.action === true,
		paint,
		namePaint: paint,
	};
	const lines = setMessage(said, setting, manner);
	if (entry.refused === undefined) return lines;
	const reason = `not sent: ${sanitizeLine(entry.refused.reason)} (${refusedHint})`;
	const { selected } = manner;
	return [...lines, ...noticeLines(reason, setting, { paint: style.problem, selected })];
}

type Said = {
	/** Begins the ids of its links. */
	readonly id: string;
	readonly name: string;
	readonly time: string;
	readonly text: string;
	readonly action: boolean;
	readonly paint: Paint;
	readonly namePaint: Paint;
};

function setMessage(said: Said, setting: Setting, manner: Manner): string[] {
	const head = manner.quote === "" ? [] : quoteLines(manner, setting);
	return [...head, ...(said.action ? setAction : setters[setting.shape])(said, setting, manner)];
}

const setters = { narrow: setNarrow, inline: setInline, column: setColumn };

/** What a message answers, in one quiet row above it. */
function quoteLines({ quote, selected }: Manner, setting: Setting): string[] {
	const { width, signs, style, show } = setting;
	const margin = marginOf(setting, selected);
	const left = Math.min(setting.textMax, width - widthOf(margin));
	const text = `${signs.reply} ${show(sanitizeLine(quote))}`;
	return [`${margin}${style.quote(truncate(text, left, signs.ellipsis))}`];
}

/** The name on a line of its own when the speaker changes, the text from the first column. */
function setNarrow(said: Said, setting: Setting, manner: Manner): string[] {
	const { width, style, signs } = setting;
	const rows = bodyOf(said, { width, whole: width }, { setting, manner });
	// A link that has rows of its own leaves nothing before it.
	const isBare = rows[0]?.text === "" && rows[1]?.isWhole === true;
	const body = (isBare ? rows.slice(1) : rows).map(({ text }) => text);
	if (manner.continues) return body;
	// Too narrow for both, the name is what one cannot do without.
	const time = width < clockFrom ? "" : ` ${said.time.trim()}`;
	const name = truncate(said.name, width - widthOf(time), signs.ellipsis);
	return [`${said.namePaint(name)}${style.dim(time)}`, ...body];
}

/**
 * `HH:MM name text`; a longer name pushes its own row only, so that the eye finds where texts begin. Every
 * message has its clock: without it the text of one could look like a name and the message of another.
 */
function setInline(said: Said, setting: Setting, manner: Manner): string[] {
	const { width, style, signs } = setting;
	const { continues, selected } = manner;
	const name = continues ? "" : truncate(said.name, inlineName, signs.ellipsis);
	const gap = " ".repeat(Math.max(0, inlineMargin - 7 - widthOf(name)));
	const columns = {
		width: width - inlineMargin,
		firstWidth: width - 7 - widthOf(name) - gap.length,
		whole: width,
	};
	const [first, ...rest] = bodyOf(said, columns, { setting, manner });
	const clock = `${style.dim(said.time)}${edgeOf(setting, selected)}`;
	return [
		`${clock}${said.namePaint(name)}${gap} ${first?.text ?? ""}`,
		...rest.map((row) => withMargin(row, setting, selected)),
	];
}

/** The clock, the name right-aligned in its column, and the text beside it. */
function setColumn(said: Said, setting: Setting, manner: Manner): string[] {
	const { width, style, signs } = setting;
	const { continues, selected } = manner;
	const name = truncate(said.name, nameWidth, signs.ellipsis);
	const gap = " ".repeat(nameWidth - widthOf(name));
	const [first, ...rest] = bodyOf(
		said,
		{
			width: Math.min(setting.textMax, width - columnMargin),
			whole: width,
		},
		{ setting, manner },
	);
	const named = continues ? " ".repeat(widthOf(name)) : said.namePaint(name);
	const edge = edgeOf(setting, selected);
	return [
		`${style.dim(said.time)}${edge}${gap}${named}  ${first?.text ?? ""}`,
		...rest.map((row) => withMargin(row, setting, selected)),
	];
}

function setAction(said: Said, setting: Setting, manner: Manner): string[] {
	const { width, style } = setting;
	const margin = width < clockFrom ? 0 : 6;
	const deed = {
		...said,
		text: `* ${said.name} ${said.text}`,
		paint: (text: string) => style.italic(said.paint(text)),
	};
	const rows = bodyOf(
		deed,
		{
			width: Math.min(setting.textMax, width - margin),
			whole: width,
		},
		{ setting, manner },
	);
	const edge = edgeOf(setting, manner.selected);
	return rows.map(({ text, isWhole }, row) => {
		if (margin === 0 || isWhole) return text;
		return row === 0 ? `${style.dim(said.time)}${edge}${text}` : `     ${edge}${text}`;
	});
}

function withMargin({ text, isWhole }: TextRow, setting: Setting, selected: boolean): string {
	return isWhole ? text : `${marginOf(setting, selected)}${text}`;
}

/** The rows of what was said, painted; of a long text its beginning, and how much more there is. */
function bodyOf(
	said: Said,
	columns: Columns,
	{ setting, manner }: { readonly setting: Setting; readonly manner: Manner },
): readonly TextRow[] {
	const { most, selected } = manner;
	const rows = textRows(said, setting, columns).map((row) => ({
		...row,
		text: said.paint(row.text),
	}));
	const folded = rows.length - most + 1;
	// A row or two are no more than the one that would tell of them.
	if (folded <= foldedFrom) return rows;
	const { signs, style } = setting;
	const words = `${signs.fold} ${folded} more lines${selected ? ", Enter shows all" : ""}`;
	const text = style.faint(truncate(words, columns.width, signs.ellipsis));
	return [...rows.slice(0, most - 1), { text, isWhole: false }];
}
