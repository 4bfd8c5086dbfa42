import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Item } from "../state/room-log.ts";
import type { Signs } from "../text/signs.ts";
import type { Paint, Style } from "../text/style.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import { nameWidth, type Shape, textMax } from "./layout.ts";

/** How lines are set. The same object while nothing of it changes: it is what lines are cached by. */
export type Setting = {
	readonly width: number;
	readonly shape: Shape;
	readonly style: Style;
	readonly signs: Signs;
	readonly show: (text: string) => string;
};

type Cached = { readonly setting: Setting; readonly continues: boolean; readonly lines: string[] };

const cache = new WeakMap<Item, Cached>();

/** Below this many columns the clock gives its place to the words. */
const clockFrom = 12;

/** The rows of one item, styled, none wider than the setting. `continues`: the item before is by the same person. */
export function linesOf(item: Item, setting: Setting, continues: boolean): readonly string[] {
	const known = cache.get(item);
	if (known?.setting === setting && known.continues === continues) return known.lines;
	const lines = setItem(item, setting, continues);
	cache.set(item, { setting, continues, lines });
	return lines;
}

/** Whether an item is said by the same person as the one before, so that a narrow screen need not name them again. */
export function continuesSpeech(item: Item, before: Item | undefined): boolean {
	const speaker = speakerOf(item);
	return speaker !== undefined && before !== undefined && speaker === speakerOf(before);
}

function speakerOf(item: Item): string | undefined {
	if (item.kind === "post") return item.name;
	if (item.kind === "event" && item.event.type === "message" && !item.event.action)
		return item.name;
	return undefined;
}

function setItem(item: Item, setting: Setting, continues: boolean): string[] {
	const { style } = setting;
	if (item.kind === "notice")
		return setNotice(item.text, setting, item.tone === "problem" ? style.problem : style.dim);
	if (item.kind === "post") return setPost(item, setting, continues);
	const { event } = item;
	const name = sanitizeLine(item.name);
	if (event.type !== "message") return setNotice(noticeOf(event, name), setting, style.dim);
	return setMessage(
		{
			name,
			time: timeOf(event.at),
			text: sanitize(event.text),
			action: event.action === true,
			paint: plain,
			namePaint: item.namesUs
				? (text) => style.inverse(style.bold(text))
				: (text) => style.bold(style.nameColour(name)(text)),
		},
		setting,
		continues,
	);
}

const plain: Paint = (text) => text;

function setPost(
	{ entry, name: ownName }: Extract<Item, { kind: "post" }>,
	setting: Setting,
	continues: boolean,
): string[] {
	const { style } = setting;
	const name = sanitizeLine(ownName);
	const paint = entry.refused === undefined ? style.dim : style.problem;
	const said = {
		name,
		time: entry.refused === undefined ? "  ⋯  " : "  !  ",
		text: sanitize(entry.text),
		action: entry.action === true,
		paint,
		namePaint: paint,
	};
	const lines = setMessage(said, setting, continues);
	if (entry.refused === undefined) return lines;
	const reason = `not sent: ${sanitizeLine(entry.refused.reason)} (Esc drops it)`;
	return [...lines, ...setNotice(reason, setting, style.problem)];
}

type Said = {
	readonly name: string;
	readonly time: string;
	readonly text: string;
	readonly action: boolean;
	readonly paint: Paint;
	readonly namePaint: Paint;
};

function setMessage(said: Said, setting: Setting, continues: boolean): string[] {
	if (said.action) return setAction(said, setting);
	switch (setting.shape) {
		case "narrow":
			return setNarrow(said, setting, continues);
		case "inline":
			return setInline(said, setting);
		case "column":
			return setColumn(said, setting);
	}
}

/** The name on a line of its own when the speaker changes, the text from the first column. */
function setNarrow(said: Said, { width, style }: Setting, continues: boolean): string[] {
	const text = wrap(said.text, width).map(said.paint);
	if (continues) return text;
	// Too narrow for both, the name is what one cannot do without.
	const time = width < clockFrom ? "" : ` ${said.time.trim()}`;
	const name = truncate(said.name, width - widthOf(time));
	return [`${said.namePaint(name)}${style.dim(time)}`, ...text];
}

/** `HH:MM name text`; the column of the clock stays free below, so that the eye finds where messages begin. */
function setInline(said: Said, { width, style }: Setting): string[] {
	const name = truncate(said.name, 20);
	const head = `${said.time} ${name} `;
	const [first = "", ...rest] = wrap(said.text, width - 6, { firstWidth: width - widthOf(head) });
	return [
		`${style.dim(said.time)} ${said.namePaint(name)} ${said.paint(first)}`,
		...rest.map((line) => `      ${said.paint(line)}`),
	];
}

/** The clock, the name right-aligned in its column, and the text beside it. */
function setColumn(said: Said, { width, style }: Setting): string[] {
	const name = truncate(said.name, nameWidth);
	const gap = " ".repeat(nameWidth - widthOf(name));
	const margin = 6 + nameWidth + 2;
	const text = wrap(said.text, Math.min(textMax, width - margin));
	return text.map((line, row) =>
		row === 0
			? `${style.dim(said.time)} ${gap}${said.namePaint(name)}  ${said.paint(line)}`
			: `${" ".repeat(margin)}${said.paint(line)}`,
	);
}

function setAction(said: Said, { width, style }: Setting): string[] {
	const text = `* ${said.name} ${said.text}`;
	const margin = width < clockFrom ? 0 : 6;
	const time = margin === 0 ? "" : `${style.dim(said.time)} `;
	return wrap(text, Math.min(textMax, width - margin)).map((line, row) =>
		row === 0
			? `${time}${style.italic(said.paint(line))}`
			: `${" ".repeat(margin)}${style.italic(said.paint(line))}`,
	);
}

function setNotice(text: string, { width, shape }: Setting, paint: Paint): string[] {
	if (text === "") return [];
	const margin = shape === "narrow" ? 0 : shape === "inline" ? 6 : 6 + nameWidth + 2;
	const clean = sanitize(text);
	return wrap(`· ${clean}`, Math.min(textMax, width - margin), { indent: 2 }).map(
		(line) => `${" ".repeat(margin)}${paint(line)}`,
	);
}

function noticeOf(event: Exclude<ReceivedEvent, { type: "message" }>, name: string): string {
	switch (event.type) {
		case "join":
			return `${name} joined`;
		case "part":
			return `${name} left the room`;
		case "topic":
			return event.topic === ""
				? `${name} took the topic away`
				: `${name} set the topic: ${sanitizeLine(event.topic)}`;
		case "create":
			return event.kind === "direct" ? `${name} opened this conversation` : "";
		case "other":
			return `${name}: something this version cannot show (${sanitizeLine(event.of)})`;
	}
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function timeOf(at: number): string {
	// A server may tell any number, and what it told is in the cache: it must not end every start.
	return Number.isNaN(new Date(at).getTime()) ? "--:--" : clock.format(at);
}

/** A line across the screen with words in its middle. */
export function ruleLine(words: string, width: number, style: Style): string {
	const text = truncate(` ${words} `, width);
	const left = Math.floor((Math.min(width, textMax) - widthOf(text)) / 2);
	if (left < 1) return style.warn(text);
	return style.warn(`${"─".repeat(left)}${text}${"─".repeat(left)}`);
}
