import { type Deed, deedText, isDeed } from "../view/event-words.ts";
import { dayOf } from "./day.ts";
import { type Item, seqOf } from "./item.ts";

/** Somebody who comes, goes, or is called otherwise. */
export type Passing = {
	readonly account: string;
	/** What tells it from everything else about the same person, if it is not to take its place. */
	readonly key?: string;
	readonly name: string;
	readonly verb: "joined" | "left" | "here" | "renamed" | "deed";
	/** The name before, of somebody who is renamed. */
	readonly was?: string;
	/** What was done to them, in words. */
	readonly deed?: string;
	/** Epoch ms. */
	readonly at: number;
};

/**
 * What is folded up to an item, itself included: comings and goings in a row are one line, that of the last of
 * them. It is made when the item comes and never again, so that no line changes above what one reads.
 */
export type Fold = {
	/** The key of the first: that of the whole run, however it grows. */
	readonly key: string;
	readonly count: number;
	/** The first few people, each with what they did last. */
	readonly people: readonly Passing[];
};

/** More people than fit in a line. */
const foldedPeople = 8;

/** Somebody who spoke within this time and so many messages is not folded: one may be talking with them. */
const latelyMs = 30 * 60_000;
const latelyMessages = 50;
/** Items looked at for it: in a room where people only come and go nobody spoke. */
const latelyItems = 200;

/** Who comes or goes by an item. */
export function passingOf(item: Item): Passing | undefined {
	if (item.kind === "notice") return item.passing;
	if (item.kind !== "event") return undefined;
	const { event } = item;
	if (isDeed(event)) return passingOfDeed(item, event);
	const { type, by: account, at } = event;
	if (type !== "join" && type !== "part") return undefined;
	return { account, name: item.name, verb: type === "join" ? "joined" : "left", at };
}

type EventItem = Extract<Item, { kind: "event" }>;

/** What was done to somebody passes by as they do; each of it is told. */
function passingOfDeed(item: EventItem, event: Deed): Passing | undefined {
	const { name, whoName = event.who } = item;
	const deed = deedText(event, { by: name, who: whoName });
	if (deed === "") return undefined;
	return { account: event.who, key: item.key, name: whoName, verb: "deed", deed, at: event.at };
}

/** What somebody did, in words. */
export function passingText({ name, verb, was = "", deed = "" }: Passing): string {
	switch (verb) {
		case "joined":
			return `${name} joined`;
		case "left":
			return `${name} left`;
		case "here":
			return `${name} is here`;
		case "renamed":
			return `${was} is ${name} now`;
		case "deed":
			return deed;
	}
}

/** Items as they stand behind others: those who come and go are folded, unless they spoke lately. */
export function foldInto(before: readonly Item[], items: readonly Item[]): readonly Item[] {
	const behind = [...before.slice(-latelyItems)];
	return items.map((item) => {
		const passing = passingOf(item);
		const placed =
			item.kind === "post" || passing === undefined || spokeLately(behind, passing)
				? item
				: withFold(item, passing, { before: behind.at(-1), key: item.key });
		behind.push(placed);
		return placed;
	});
}

/** Items with others behind them: a run that goes on from the ones into the others is one. */
export function joinRuns(before: readonly Item[], items: readonly Item[]): readonly Item[] {
	const [first] = items;
	const run = foldOf(first)?.key;
	let last = before.at(-1);
	if (first === undefined || run === undefined || !goesOn(last, first))
		return [...before, ...items];
	const joined = items.map((item) => {
		const passing = passingOf(item);
		if (item.kind === "post" || passing === undefined || foldOf(item)?.key !== run) return item;
		last = withFold(item, passing, { before: last, key: run });
		return last;
	});
	return [...before, ...joined];
}

/** Items that are folded as they were, with the names by which people are called now. */
export function refold(items: readonly Item[]): readonly Item[] {
	let before: Item | undefined;
	return items.map((item) => {
		const passing = passingOf(item);
		const key = foldOf(item)?.key;
		if (item.kind === "post" || passing === undefined || key === undefined) before = item;
		else {
			const isSame = foldOf(before)?.key === key;
			before = withFold(item, passing, { before: isSame ? before : undefined, key });
		}
		return before;
	});
}

/** The fold that an item is part of. */
export function foldOf(item: Item | undefined): Fold | undefined {
	return item === undefined || item.kind === "post" ? undefined : item.fold;
}

type Foldable = Exclude<Item, { kind: "post" }>;

function withFold(
	item: Foldable,
	passing: Passing,
	{ before, key }: { readonly before: Item | undefined; readonly key: string },
): Item {
	const fold = foldOf(before);
	if (fold === undefined || !goesOn(before, item))
		return { ...item, fold: { key, count: 1, people: [passing] } };
	return {
		...item,
		fold: { key: fold.key, count: fold.count + 1, people: withPassing(fold.people, passing) },
	};
}

/** Whether an item belongs to the run of the one before it: on the same day, and with no gap between them. */
function goesOn(before: Item | undefined, item: Item): boolean {
	const last = before === undefined ? undefined : passingOf(before);
	const next = passingOf(item);
	if (last === undefined || next === undefined || foldOf(before) === undefined) return false;
	const from = seqOf(before);
	const to = seqOf(item);
	const isGap = from !== undefined && to !== undefined && to !== from + 1;
	return !isGap && dayOf(last.at) === dayOf(next.at);
}

function withPassing(people: readonly Passing[], passing: Passing): readonly Passing[] {
	const at = people.findIndex(
		({ account, key }) => account === passing.account && key === passing.key,
	);
	if (at >= 0) return people.with(at, passing);
	return people.length < foldedPeople ? [...people, passing] : people;
}

function spokeLately(items: readonly Item[], { account, at }: Passing): boolean {
	let messages = 0;
	const oldest = Math.max(0, items.length - latelyItems);
	for (let index = items.length - 1; index >= oldest && messages < latelyMessages; index--) {
		const item = items[index];
		if (item?.kind !== "event" || item.event.type !== "message") continue;
		if (item.event.at < at - latelyMs) return false;
		if (item.event.by === account) return true;
		messages++;
	}
	return false;
}
