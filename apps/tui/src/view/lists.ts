import { labelOf, logOf, type Person, type State } from "../state/state.ts";
import type { Style } from "../text/style.ts";
import { pad, truncate } from "../text/truncate.ts";
import { widthOf } from "../text/width.ts";

/** The size of a list, and how it is dressed. */
export type ListSetting = {
	readonly width: number;
	readonly height: number;
	readonly style: Style;
};

/** The rooms one is in, by number, with what is unread; as many rows as there is height, each exactly as wide. */
export function roomLines(state: State, setting: ListSetting): string[] {
	const lines = state.rooms.map((_, index) => roomLine(state, index, setting));
	const current = state.rooms.findIndex(({ place }) => place === state.current);
	return fill(windowOn(lines, current, setting.height), setting);
}

function roomLine(state: State, index: number, { width, style }: ListSetting): string {
	const place = state.rooms[index]?.place ?? state.current;
	const { unread, mentions } = logOf(state, place);
	const count = unread === 0 ? "" : ` ${mentions > 0 ? "!" : ""}${unread}`;
	const number = index < 10 ? `${(index + 1) % 10} ` : "  ";
	const left = Math.max(0, width - widthOf(count));
	const label = truncate(labelOf(state, place), left - number.length);
	const text = pad(`${pad(`${number}${label}`, left)}${count}`, width);
	if (place === state.current) return style.inverse(text);
	if (mentions > 0) return style.bold(style.warn(text));
	return unread > 0 ? style.bold(text) : text;
}

/** The people of the current room: those who are here first. */
export function memberLines(state: State, { width, height, style }: ListSetting): string[] {
	const people = [...(state.members.get(state.current)?.values() ?? [])].sort(byPresenceThenName);
	const lines = people.map((person) => {
		const text = pad(`${sign(person)} ${person.name}`, width);
		return person.state === "online" ? text : style.dim(text);
	});
	const more = lines.length - height;
	const shown =
		more > 0 ? [...lines.slice(0, height - 1), pad(`  and ${more + 1} more`, width)] : lines;
	return fill(shown, { width, height });
}

function sign({ state }: Person): string {
	return state === "online" ? "●" : state === "away" ? "◐" : "○";
}

function byPresenceThenName(a: Person, b: Person): number {
	const order = { online: 0, away: 1, offline: 2 };
	return order[a.state] - order[b.state] || (a.name < b.name ? -1 : 1);
}

function windowOn(lines: readonly string[], index: number, height: number): readonly string[] {
	const first = Math.max(0, Math.min(index - Math.floor(height / 2), lines.length - height));
	return lines.slice(first, first + height);
}

function fill(
	lines: readonly string[],
	{ width, height }: { width: number; height: number },
): string[] {
	return Array.from({ length: height }, (_, row) => lines[row] ?? " ".repeat(width));
}
