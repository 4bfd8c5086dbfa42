import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Fold, Passing } from "../state/folding.ts";
import type { Paint } from "../text/style.ts";
import { truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";
import { wrap } from "../text/wrap.ts";
import { noticeMargin } from "./margin.ts";
import type { Setting } from "./message-lines.ts";

/** The rows of a line of our own, or of an event told in words. */
export function noticeLines(
	text: string,
	setting: Setting,
	{ paint, selected }: { readonly paint: Paint; readonly selected: boolean },
): string[] {
	if (text === "") return [];
	const { width, signs, show } = setting;
	const margin = noticeMargin(setting, selected);
	const left = Math.min(setting.textMax, width - widthOf(margin));
	const rows = wrap(`${signs.dot} ${show(sanitize(text))}`, left, { indent: 2 });
	return rows.map((row) => `${margin}${paint(row)}`);
}

/** The one row of a run of comings and goings: as many people as fit, and how many lines there are when that is more. */
export function foldLine(fold: Fold, setting: Setting, selected: boolean): string {
	const { width, signs, style, show } = setting;
	const margin = noticeMargin(setting, selected);
	const left = Math.min(setting.textMax, width - widthOf(margin));
	const textOf = (named: number) => {
		const people = fold.people.slice(0, named);
		const told = show(sanitizeLine(peopleText(people)));
		return `${signs.fold} ${told}${fold.count > people.length ? ` (${fold.count} lines)` : ""}`;
	};
	let count = fold.people.length;
	while (count > 1 && widthOf(textOf(count)) > left) count--;
	return `${margin}${style.faint(truncate(textOf(count), left, signs.ellipsis))}`;
}

const verbs = {
	joined: () => "joined",
	left: () => "left",
	here: (people: number) => (people === 1 ? "is here" : "are here"),
};

/** People who come and go, in words. */
export function peopleText(people: readonly Passing[]): string {
	const told = (["joined", "left", "here"] as const).flatMap((verb) => {
		const names = people.filter((passing) => passing.verb === verb).map(({ name }) => name);
		return names.length === 0 ? [] : [`${listOf(names)} ${verbs[verb](names.length)}`];
	});
	const renamed = people.filter(({ verb }) => verb === "renamed");
	const deeds = people.filter(({ verb }) => verb === "deed");
	return [
		...told,
		...renamed.map(({ was = "", name }) => `${was} is ${name} now`),
		...deeds.map(({ deed = "" }) => deed),
	].join(", ");
}

function listOf(names: readonly string[]): string {
	const last = names.at(-1) ?? "";
	return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
