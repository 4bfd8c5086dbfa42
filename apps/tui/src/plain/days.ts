import { dayOf } from "../state/day.ts";
import { dayText } from "../view/rule-lines.ts";

/** Tells the day before what happened on another one than what was told last. */
export type DayTeller = (at: number) => string[];

/** Begins on the day of `now`. */
export function createDayTeller(now: number): DayTeller {
	let day = dayOf(now);
	return (at) => {
		// A server may tell any number.
		if (Number.isNaN(new Date(at).getTime()) || dayOf(at) === day) return [];
		day = dayOf(at);
		return [`${dayText(at)}:`];
	};
}
