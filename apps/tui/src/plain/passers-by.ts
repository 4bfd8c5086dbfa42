import type { Passing } from "../state/folding.ts";
import { peopleText } from "../view/notice-lines.ts";

/** Those who come and go, gathered: a crowd is one line. */
export type PassersBy = {
	readonly add: (passing: Passing) => void;
	readonly clear: () => void;
	/** What is to be told of them now. */
	readonly tell: (now: number) => string[];
};

/** Who comes alone is told after this, and so is who comes right behind. */
const gatherMs = 3_000;
/** Nobody wants to hear of them more often. */
const pauseMs = 20_000;
/** More are a number. */
const mostNamed = 8;

/** Gathers who comes and goes in the room one is in. */
export function createPassersBy(): PassersBy {
	const passed = new Map<string, Passing>();
	let since: number | undefined;
	let toldAt = Number.NEGATIVE_INFINITY;
	return {
		add: (passing) => {
			passed.delete(passing.account);
			passed.set(passing.account, passing);
		},
		clear: () => {
			passed.clear();
			since = undefined;
		},
		tell: (now) => {
			if (passed.size === 0) return [];
			since ??= now;
			if (!isOver(since, gatherMs, now) || !isOver(toldAt, pauseMs, now)) return [];
			since = undefined;
			toldAt = now;
			const people = [...passed.values()];
			passed.clear();
			const more = people.length - mostNamed;
			const named = peopleText(people.slice(0, mostNamed));
			return [more > 0 ? `${named}, and ${more} more came or went` : named];
		},
	};
}

/** A clock that went back must not make anybody wait for it. */
function isOver(since: number, ms: number, now: number): boolean {
	return now - since >= ms || now < since;
}
