import { describe, expect, test } from "vitest";
import { event, events, post } from "../testing/samples.ts";
import { addPage, olderThan } from "./gaps.ts";
import { type Item, seqOf } from "./item.ts";
import { dropPost, putPost } from "./posts.ts";
import {
	addEvent,
	addNotice,
	emptyLog,
	markRead,
	moveTo,
	openLog,
	type RoomLog,
	resetLog,
	toggleItem,
} from "./room-log.ts";
import { heldAround, heldItems, heldNotices } from "./trim.ts";

const bob = { mine: false, names: false, name: "bob" };

function logOfEvents(from: number, to: number, log: RoomLog = emptyLog()): RoomLog {
	return events(from, to).reduce((grown, one) => addEvent(grown, one, bob), log);
}

function toItem(seq: number): Item {
	return { kind: "event", key: `e${seq}`, event: event(seq), name: "bob", namesUs: false };
}

function seqsOf(log: RoomLog): (number | string)[] {
	return [...log.items, ...log.posts].map((item) => seqOf(item) ?? item.kind);
}

function firstOf(log: RoomLog): number | undefined {
	return log.items.map(seqOf).find((seq) => seq !== undefined);
}

const notice: Item = { kind: "notice", key: "n1", text: "hello", tone: "info" };

test("an event that comes twice is shown once", () => {
	const log = logOfEvents(1, 3);
	expect(addEvent(log, event(3), bob)).toBe(log);
	expect(seqsOf(log)).toEqual([1, 2, 3]);
});

test("the first event of a room makes its beginning known", () => {
	expect(logOfEvents(1, 1).reachesStart).toBe(true);
	expect(logOfEvents(2, 3).reachesStart).toBe(false);
});

test("messages of others count as unread, own ones, old ones and comings and goings do not", () => {
	let log = emptyLog(1);
	log = addEvent(log, event(1), bob);
	log = addEvent(log, event(2), { ...bob, mine: true });
	log = addEvent(log, event(3, { type: "join" }), bob);
	log = addEvent(log, event(4), { ...bob, names: true });
	log = addEvent(log, event(5), bob);
	expect(log).toMatchObject({ unread: 2, mentions: 1 });
});

test("reading up to somewhere leaves what comes after unread, and never goes back", () => {
	const log = addEvent(logOfEvents(1, 4), event(5), { ...bob, names: true });
	const read = markRead(log, 3);
	expect(read).toMatchObject({ readSeq: 3, unread: 2, mentions: 1 });
	expect(markRead(read, 2)).toBe(read);
});

test("what is read on another device of mine does not count my own messages as unread", () => {
	const log = addEvent(logOfEvents(1, 4), event(5), { ...bob, mine: true });
	expect(markRead(log, 4)).toMatchObject({ unread: 0 });
});

test("a message takes the place of the post it was", () => {
	const entry = post("hello");
	const log = addEvent(
		putPost(putPost(emptyLog(), post("other"), "ann"), entry, "ann"),
		event(1, { id: entry.id }),
		{ ...bob, mine: true },
	);
	expect(seqsOf(log)).toEqual([1, "post"]);
});

test("a post that changes stays where it was; a dropped one is gone", () => {
	const first = post("first");
	let log = putPost(putPost(emptyLog(), first, "ann"), post("second"), "ann");
	log = putPost(log, { ...first, refused: { code: "no", reason: "no" } }, "ann");
	expect(log.posts.map((item) => item.kind === "post" && item.entry.text)).toEqual([
		"first",
		"second",
	]);
	expect(dropPost(log, first.id).posts).toHaveLength(1);
});

test("one who reads at a post goes on reading there once it is kept", () => {
	const entry = post("long");
	let log = putPost(putPost(logOfEvents(1, 2), entry, "ann"), post("other"), "ann");
	log = { ...log, anchor: { at: "item", key: `p${entry.id}`, line: 3 } };
	expect(addEvent(log, event(3, { id: entry.id }), bob).anchor).toEqual({
		at: "item",
		key: "e3",
		line: 3,
	});
});

test("an older page goes before what is there", () => {
	const loading = { ...addNotice(logOfEvents(4, 5), notice), loads: true };
	const log = addPage(loading, { asked: { before: 4 }, items: [2, 3].map(toItem), more: true });
	expect(seqsOf(log)).toEqual([2, 3, 4, 5, "notice"]);
	expect(log).toMatchObject({ loads: false, reachesStart: false });
	expect(addPage(log, { asked: { before: 2 }, items: [], more: false }).reachesStart).toBe(true);
});

test("a page whose place has gone meanwhile is not taken", () => {
	const late = { asked: { before: 4 }, items: [2, 3].map(toItem), more: false };
	for (const log of [logOfEvents(5, 6), emptyLog()]) {
		const after = addPage({ ...log, loads: true }, late);
		expect(seqsOf(after)).toEqual(seqsOf(log));
		expect(after).toMatchObject({ loads: false, reachesStart: false });
	}
});

test("a long log forgets its beginning, unless somebody reads there", () => {
	const log = logOfEvents(1, heldItems + 5);
	expect(log.items).toHaveLength(heldItems);
	expect(log.reachesStart).toBe(false);
	expect(firstOf(log)).toBe(6);
	const scrolled: RoomLog = { ...log, anchor: { at: "item", key: "e6", line: 0 } };
	expect(firstOf(addEvent(scrolled, event(heldItems + 6), bob))).toBe(6);
	expect(addNotice(scrolled, notice).items).toHaveLength(heldItems + 1);
});

test('the line "new" stands where one stopped reading, and only if there is something new', () => {
	expect(openLog(logOfEvents(1, 3, emptyLog(2))).divider).toBe(2);
	expect(openLog(logOfEvents(1, 3, emptyLog(3))).divider).toBeUndefined();
});

test("who has spoken types no more", () => {
	const log: RoomLog = { ...emptyLog(), typing: new Map([[event(1).by, 99]]) };
	expect(addEvent(log, event(1), bob).typing.size).toBe(0);
});

function logOfNotices(count: number, log: RoomLog): RoomLog {
	let grown = log;
	for (let n = 0; n < count; n++)
		grown = addNotice(grown, { kind: "notice", key: `n${n}`, text: `${n}`, tone: "info" });
	return grown;
}

test("however much comes and goes, no message is pushed out by it", () => {
	const log = logOfNotices(5_000, logOfEvents(1, heldItems));
	expect(firstOf(log)).toBe(1);
	expect(log.items).toHaveLength(heldItems + heldNotices);
	expect(log.items.at(-1)).toMatchObject({ text: "4999" });
});

test("the line one reads stays, though it is one of too many of our own", () => {
	const log = logOfNotices(1, logOfEvents(1, 2));
	const reading = logOfNotices(500, moveTo(log, { at: "item", key: "n0", line: 0 }));
	expect(reading.items.some((item) => item.kind === "notice" && item.text === "0")).toBe(true);
});

test("a log without events goes on with what comes before the next one", () => {
	const log = logOfNotices(3, { ...emptyLog(), lastSeq: 9 });
	expect(olderThan(log)).toBe(10);
	const page = { asked: { before: 10 }, items: [8, 9].map(toItem), more: true };
	expect(seqsOf(addPage(log, page))).toEqual([8, 9, "notice", "notice", "notice"]);
});

describe("while one reads further up", () => {
	const above: RoomLog = { ...logOfEvents(1, 50), anchor: { at: "item", key: "e20", line: 0 } };

	test("what is held is bounded: what is around it, and the end, with a gap between them", () => {
		const log = logOfEvents(51, heldAround + 500, above);
		expect(log.items).toHaveLength(heldAround);
		expect(log).toMatchObject({ lastSeq: heldAround + 500, anchor: above.anchor });
		expect(firstOf(log)).toBe(1);
		expect(log.reachesStart).toBe(true);
		const seqs = seqsOf(log);
		expect(seqs.at(-1)).toBe(heldAround + 500);
		expect(seqs.indexOf(3_000)).toBe(2_999);
		expect(seqs[3_000]).toBe(heldAround + 500 - heldItems + 1);
	});

	test("near the end it is the oldest that goes", () => {
		let log = logOfEvents(1, heldAround, above);
		log = moveTo(log, { at: "item", key: `e${heldAround - 1}`, line: 0 });
		log = addEvent(log, event(heldAround + 1), bob);
		expect(log.reachesStart).toBe(false);
		expect(seqsOf(log)).toEqual(Array.from({ length: heldAround }, (_, index) => index + 2));
	});

	test("older pages push out what is between there and the end, and never the end", () => {
		const log: RoomLog = {
			...logOfEvents(101, heldAround + 100, { ...above, items: [], lastSeq: 100 }),
			anchor: { at: "item", key: "e101", line: 0 },
		};
		const items = Array.from({ length: 100 }, (_, at) => toItem(at + 1));
		const older = addPage(log, { asked: { before: 101 }, items, more: false });
		expect(older).toMatchObject({ reachesStart: true });
		expect(older.items).toHaveLength(heldAround);
		expect([firstOf(older), seqsOf(older).at(-1)]).toEqual([1, heldAround + 100]);
	});

	test("back at the end only its last events stay, and our own lines", () => {
		const told = addNotice(logOfEvents(51, heldAround + 500, above), notice);
		const log = moveTo(told, { at: "end" });
		expect(firstOf(log)).toBe(heldAround + 500 - heldItems + 1);
		expect(log.items).toHaveLength(heldItems + 1);
		expect(log.reachesStart).toBe(false);
	});
});

describe("after a reset", () => {
	test("what was held stays, with a gap behind it", () => {
		const log = resetLog(logOfEvents(1, 3), 900);
		expect(log).toMatchObject({ lastSeq: 899, reachesStart: true });
		expect(seqsOf(logOfEvents(900, 901, log))).toEqual([1, 2, 3, 900, 901]);
	});

	test("what is told anew is held once", () => {
		expect(seqsOf(logOfEvents(3, 4, resetLog(logOfEvents(1, 5), 3)))).toEqual([1, 2, 3, 4]);
		const all = resetLog(logOfEvents(1, 5), 1);
		expect(all).toMatchObject({ items: [], lastSeq: 0, reachesStart: false });
	});

	test("resets without end hold no more than a log does", () => {
		let log = emptyLog();
		for (let round = 1; round <= 1_500; round++) {
			log = resetLog(log, round * 10);
			log = addEvent(log, event(round * 10), bob);
		}
		expect(log.items).toHaveLength(heldItems);
	});
});

test("what is shown whole is folded again by the same key", () => {
	const open = toggleItem(logOfEvents(1, 2), "e1");
	expect(open.expanded.has("e1")).toBe(true);
	expect(toggleItem(open, "e1").expanded.has("e1")).toBe(false);
});
