import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Mention } from "../state/mentions.ts";
import type { Place } from "../state/place.ts";
import { isMuted } from "../state/rooms.ts";
import { fullLabelOf, logOf, meIn, type State } from "../state/state.ts";
import { pad, truncate } from "../text/truncate.ts";
import { wrap } from "../text/wrap.ts";
import { timeOf } from "./clock.ts";
import type { Setting } from "./message-lines.ts";
import { ownSight } from "./own-sight.ts";
import { paneLines } from "./pane.ts";
import type { Look } from "./window.ts";

/** The size of the second pane, its border excluded. */
export type PaneSize = { readonly width: number; readonly height: number };

/** Rows of one mention: the rest is in its room. */
const mostRows = 4;

const settings = new WeakMap<Look, Setting>();

/** The setting of a narrow column; the same object while nothing of it changes. */
function settingOf(state: State, width: number): Setting {
	const { look, sides } = state;
	const sight = ownSight(sides.shows === "mentions" ? undefined : meIn(state, sides.shows));
	const { own, marksGuests } = sight;
	const known = settings.get(look);
	if (known?.width === width && known.own === own && known.marksGuests === marksGuests)
		return known;
	const { style, signs, show, clock, textMax } = look;
	const setting: Setting = { width, shape: "narrow", ...sight, style, signs, show, clock, textMax };
	settings.set(look, setting);
	return setting;
}

/** Who named us, or the newest of another room: a heading, and rows with the newest at the bottom. */
export function secondPaneLines(state: State, { width, height }: PaneSize): string[] {
	if (height === 0) return [];
	const { look, sides } = state;
	const setting = settingOf(state, width);
	const isMentions = sides.shows === "mentions";
	const rows = isMentions
		? mentionRows(state, setting, height - 1)
		: roomRows(state, sides.shows, { setting, height: height - 1 });
	const title = isMentions ? "Mentions of you" : look.show(fullLabelOf(state, sides.shows));
	const gap = Array.from({ length: Math.max(0, height - 1 - rows.length) }, () => "");
	return [look.style.title(pad(` ${title}`, width, look.signs.ellipsis)), ...gap, ...rows];
}

function roomRows(
	state: State,
	place: Place,
	window: { readonly setting: Setting; readonly height: number },
): string[] {
	const log = { ...logOf(state, place), anchor: { at: "end" } as const };
	return paneLines(log, window).map(({ text }) => text);
}

function mentionRows(state: State, setting: Setting, height: number): string[] {
	const rows: string[] = [];
	for (const mention of state.mentions.toReversed()) {
		if (rows.length >= height) break;
		// What is muted never calls, not even by one's name.
		if (!isMuted(state, mention.place)) rows.unshift(...mentionLines(state, mention, setting));
	}
	return rows.length > 0 ? rows.slice(-height) : nobodyRows(setting).slice(0, height);
}

function nobodyRows({ width, style }: Setting): string[] {
	return wrap("Nobody has named you yet. /pane #room shows another room here.", width).map(
		style.dim,
	);
}

/** Where, when and by whom, and below it what was said, at most a few rows of it. */
function mentionLines(state: State, mention: Mention, setting: Setting): string[] {
	const { width, style, signs, show } = setting;
	const { place, name, event } = mention;
	const by = show(sanitizeLine(name));
	const head = truncate(
		`${timeOf(event.at, setting.clock)} ${show(fullLabelOf(state, place))} ${signs.middot} ${by}`,
		width,
		signs.ellipsis,
	);
	return [style.mention(head), ...bodyOf(mention, setting)];
}

const bodies = new WeakMap<Mention, { readonly setting: Setting; readonly rows: string[] }>();

/** What was said, wrapped once: mentions stay on screen while others talk. */
function bodyOf(mention: Mention, setting: Setting): string[] {
	const known = bodies.get(mention);
	if (known?.setting === setting) return known.rows;
	const { width, signs, show } = setting;
	const text = sanitize(mention.event.text);
	const begun = wrap(show(text.slice(0, (mostRows + 3) * width)), width);
	// A word that is cut may stand in another row than when it is whole, but only in the last ones.
	const isEnough = begun.length > mostRows + 1;
	const whole = isEnough ? begun : wrap(show(text), width);
	const rows = whole.length > mostRows ? [...whole.slice(0, mostRows), signs.ellipsis] : whole;
	bodies.set(mention, { setting, rows });
	return rows;
}
