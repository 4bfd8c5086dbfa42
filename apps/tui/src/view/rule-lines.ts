import { once } from "@partyline/shared/protocol/once";
import type { Gap, Range } from "../state/gaps.ts";
import { countText, type Unread } from "../state/unread.ts";
import type { Paint } from "../text/style.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import type { Setting } from "./message-lines.ts";

/** A line across the conversation with words in its middle. */
export function ruleLine(
	words: string,
	{ width, signs, textMax }: Setting,
	{ sign, paint }: { readonly sign: string; readonly paint: Paint },
): string {
	const text = truncate(` ${words} `, width, signs.ellipsis);
	const left = Math.floor((Math.min(width, textMax) - widthOf(text)) / 2);
	if (left < 1) return paint(text);
	return paint(`${sign.repeat(left)}${text}${sign.repeat(left)}`);
}

/** The line "new", above what came since one stopped reading. */
export function freshLine(fresh: Omit<Unread, "mentions"> | undefined, setting: Setting): string {
	const { signs, style } = setting;
	const words = fresh === undefined || fresh.unread === 0 ? "new" : `${countText(fresh)} new`;
	return ruleLine(words, setting, { sign: signs.rule, paint: style.fresh });
}

/** The line above the first message of a day. */
export function dayLine(at: number, setting: Setting): string {
	const { signs, style } = setting;
	return ruleLine(dayText(at), setting, { sign: signs.rule, paint: style.rule });
}

/** What stands for events that are not held. */
export function gapLines({ gone, missing }: Gap, setting: Setting): readonly string[] {
	const { signs, style } = setting;
	const lines: string[] = [];
	if (gone !== undefined) {
		const paint = style.faint;
		lines.push(ruleLine(goneText(gone), setting, { sign: " ", paint }));
	}
	if (missing !== undefined) {
		const count = missing.to - missing.from + 1;
		const words = count === 1 ? "1 message is on its way" : `${count} messages are on their way`;
		lines.push(ruleLine(words, setting, { sign: signs.gap, paint: style.gap }));
	}
	return lines;
}

/** What is said of events that the server no longer has. */
export function goneText({ from, to }: Range): string {
	return from === to
		? `message ${from} is no longer kept`
		: `messages ${from} to ${to} are no longer kept`;
}

/** What is said of what the room's retention has removed. */
export function removedText(count: number): string {
	return count === 1
		? "1 older message was removed by retention"
		: `${count} older messages were removed by retention`;
}

// Made where the first day is told: the first of a process costs 5 ms.
const days = once(
	() =>
		new Intl.DateTimeFormat("en-GB", {
			weekday: "long",
			day: "numeric",
			month: "long",
			year: "numeric",
		}),
);

/** A day in words. */
export function dayText(at: number): string {
	// A server may tell any number.
	if (Number.isNaN(new Date(at).getTime())) return "some day";
	return days().format(at).replace(",", "");
}
