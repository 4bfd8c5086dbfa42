import { expect, test } from "vitest";
import { event, noon } from "../testing/samples.ts";
import { type Fold, foldOf, refold } from "./folding.ts";
import { addPage } from "./gaps.ts";
import { eventKey, type Item } from "./item.ts";
import { addEvent, addNotice, emptyLog, type RoomLog } from "./room-log.ts";

const minute = 60_000;

function come(log: RoomLog, by: string, details: Readonly<Record<string, unknown>> = {}): RoomLog {
	const next = event(log.lastSeq + 1, { by, type: "join", ...details });
	return addEvent(log, next, { mine: false, names: false, name: by });
}

function say(log: RoomLog, by: string, at = noon): RoomLog {
	return come(log, by, { type: "message", at });
}

function foldsOf(log: RoomLog): (Fold | undefined)[] {
	return log.items.map((item) => foldOf(item));
}

function lastFold(log: RoomLog): Fold | undefined {
	return foldsOf(log).at(-1);
}

test("comings and goings in a row are one run, known by its first however it grows", () => {
	const log = come(come(come(emptyLog(), "bob"), "carol"), "dan", { type: "part" });
	expect(foldsOf(log).map((fold) => [fold?.key, fold?.count])).toEqual([
		["e1", 1],
		["e1", 2],
		["e1", 3],
	]);
	expect(lastFold(log)?.people.map(({ name, verb }) => `${name} ${verb}`)).toEqual([
		"bob joined",
		"carol joined",
		"dan left",
	]);
});

test("of somebody who comes and goes only the last is told", () => {
	const log = come(come(come(emptyLog(), "bob"), "eve"), "bob", { type: "part" });
	expect(lastFold(log)).toMatchObject({ count: 3 });
	expect(lastFold(log)?.people.map(({ name, verb }) => `${name} ${verb}`)).toEqual([
		"bob left",
		"eve joined",
	]);
});

test("anything that is said ends a run", () => {
	const log = come(say(come(emptyLog(), "bob"), "eve"), "carol");
	expect(foldsOf(log).map((fold) => fold?.key)).toEqual(["e1", undefined, "e3"]);
});

test("who spoke within half an hour and the last fifty messages is shown alone", () => {
	expect(lastFold(come(say(emptyLog(), "bob"), "bob", { type: "part" }))).toBeUndefined();
	const later = { type: "part", at: noon + 31 * minute };
	expect(lastFold(come(say(emptyLog(), "bob"), "bob", later))?.count).toBe(1);
	let busy = say(emptyLog(), "bob");
	for (let said = 0; said < 49; said++) busy = say(busy, "eve");
	expect(lastFold(come(busy, "bob"))).toBeUndefined();
	expect(lastFold(come(say(busy, "eve"), "bob"))?.count).toBe(1);
});

test("a run ends with the day", () => {
	const tomorrow = { at: noon + 24 * 60 * minute };
	expect(lastFold(come(come(emptyLog(), "bob"), "eve", tomorrow))).toMatchObject({
		key: "e2",
		count: 1,
	});
});

test("lines that tell who is here fold with those who join", () => {
	const passing = { account: "eve", name: "Eve", verb: "here", at: noon } as const;
	const item: Item = { kind: "notice", key: "n1", text: "Eve is here", tone: "info", passing };
	const log = come(addNotice(come(emptyLog(), "bob"), item), "carol");
	expect(lastFold(log)).toMatchObject({ key: "e1", count: 3 });
});

test("however many come and go, a line of them holds no more than a few", () => {
	let log = emptyLog();
	for (let n = 0; n < 500; n++) log = come(log, `p${n}`);
	expect(lastFold(log)).toMatchObject({ key: "e1", count: 500 });
	expect(lastFold(log)?.people.length).toBeLessThan(10);
});

test("people who are called otherwise now are so in what is folded", () => {
	const log = come(come(emptyLog(), "bob"), "eve");
	const named = log.items.map((item) => (item.kind === "event" ? { ...item, name: "Zoë" } : item));
	const folds = refold(named).map((item) => foldOf(item));
	expect(folds.at(-1)).toMatchObject({ key: "e1", count: 2 });
	expect(folds.at(-1)?.people.map(({ name }) => name)).toEqual(["Zoë", "Zoë"]);
});

test("a page is folded as it was when it was told", () => {
	const joins = [event(1, { type: "join" }), event(2, { type: "join", by: "eve" })];
	const items = joins.map(
		(one): Item => ({
			kind: "event",
			key: eventKey(one),
			event: one,
			name: one.by,
			namesUs: false,
		}),
	);
	const page = { asked: { before: 3 }, items, more: false };
	const log = addPage(say({ ...emptyLog(), lastSeq: 2 }, "bob"), page);
	expect(foldsOf(log).map((fold) => fold?.count)).toEqual([1, 2, undefined]);
});

test("a run that a page cuts in two is one again, and one that a gap cuts is not", () => {
	const join = (seq: number): Item => {
		const one = event(seq, { type: "join", by: `p${seq}` });
		return { kind: "event", key: eventKey(one), event: one, name: one.by, namesUs: false };
	};
	const below = come(come({ ...emptyLog(), lastSeq: 4 }, "eve"), "fay");
	const page = { asked: { before: 5 }, items: [3, 4].map(join), more: true };
	expect(foldsOf(addPage(below, page)).map((fold) => [fold?.key, fold?.count])).toEqual([
		["e3", 1],
		["e3", 2],
		["e3", 3],
		["e3", 4],
	]);
	const behind = come(come(come(emptyLog(), "bob"), "eve", { seq: 7 }), "fay");
	expect(foldsOf(behind).map((fold) => [fold?.key, fold?.count])).toEqual([
		["e1", 1],
		["e7", 1],
		["e7", 2],
	]);
	const filled = addPage(behind, {
		asked: { before: 7 },
		items: [2, 3, 4, 5, 6].map(join),
		more: true,
	});
	expect(foldsOf(filled).at(-1)).toMatchObject({ key: "e1", count: 8 });
});
