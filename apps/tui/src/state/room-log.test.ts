import { describe, expect, test } from "vitest";
import { event, events, post } from "../testing/samples.ts";
import {
	addEvent,
	addNotice,
	addOlder,
	dropPost,
	emptyLog,
	firstSeq,
	heldAround,
	heldItems,
	heldNotices,
	type Item,
	markRead,
	moveTo,
	olderThan,
	openLog,
	putPost,
	type RoomLog,
	shownItems,
} from "./room-log.ts";

const bob = { mine: false, names: false, name: "bob" };

function logOfEvents(from: number, to: number, log: RoomLog = emptyLog()): RoomLog {
	return events(from, to).reduce((grown, one) => addEvent(grown, one, bob), log);
}

function toItem(seq: number): Item {
	return { kind: "event", key: `e${seq}`, event: event(seq), name: "bob", namesUs: false };
}

function seqsOf(log: RoomLog): (number | string)[] {
	return shownItems(log).map((item) => (item.kind === "event" ? item.event.seq : item.kind));
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
	const log = logOfEvents(1, 5);
	const read = markRead(log, 3, () => ({ ...bob, names: true }));
	expect(read).toMatchObject({ readSeq: 3, unread: 2, mentions: 2 });
	expect(markRead(read, 2, () => bob)).toBe(read);
});

test("what is read on another device of mine does not count my own messages as unread", () => {
	expect(markRead(logOfEvents(1, 5), 1, () => ({ ...bob, mine: true }))).toMatchObject({
		unread: 0,
	});
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
	const loading = { ...addNotice(logOfEvents(4, 5), notice), loadsOlder: true };
	const log = addOlder(loading, { before: 4, items: [2, 3].map(toItem), reachesStart: false });
	expect(seqsOf(log)).toEqual([2, 3, 4, 5, "notice"]);
	expect(log).toMatchObject({ loadsOlder: false, reachesStart: false });
	expect(addOlder(log, { before: 2, items: [], reachesStart: true }).reachesStart).toBe(true);
});

test("an older page that no longer fits makes no hole", () => {
	const late = { before: 4, items: [2, 3].map(toItem), reachesStart: true };
	for (const log of [logOfEvents(5, 6), emptyLog()]) {
		const after = addOlder({ ...log, loadsOlder: true }, late);
		expect(seqsOf(after)).toEqual(seqsOf(log));
		expect(after).toMatchObject({ loadsOlder: false, reachesStart: false });
	}
});

test("a long log forgets its beginning, unless somebody reads there", () => {
	const log = logOfEvents(1, heldItems + 5);
	expect(log.items).toHaveLength(heldItems);
	expect(log.reachesStart).toBe(false);
	expect(firstSeq(log)).toBe(6);
	const scrolled: RoomLog = { ...log, anchor: { at: "item", key: "e6", line: 0 } };
	expect(firstSeq(addEvent(scrolled, event(heldItems + 6), bob))).toBe(6);
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

test("a log of notices has no first seq", () => {
	expect(firstSeq(addNotice(emptyLog(), notice))).toBeUndefined();
	expect(firstSeq(addEvent(addNotice(emptyLog(), notice), event(7), bob))).toBe(7);
});

function logOfNotices(count: number, log: RoomLog): RoomLog {
	let grown = log;
	for (let n = 0; n < count; n++)
		grown = addNotice(grown, { kind: "notice", key: `n${n}`, text: `${n}`, tone: "info" });
	return grown;
}

test("however much comes and goes, no message is pushed out by it", () => {
	const log = logOfNotices(5_000, logOfEvents(1, heldItems));
	expect(firstSeq(log)).toBe(1);
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
	const page = { before: 10, items: [8, 9].map(toItem), reachesStart: false };
	expect(seqsOf(addOlder(log, page))).toEqual([8, 9, "notice", "notice", "notice"]);
});

describe("while one reads further up", () => {
	const above: RoomLog = { ...logOfEvents(1, 50), anchor: { at: "item", key: "e20", line: 0 } };

	test("what is held is bounded, what comes is counted, and where one reads stays", () => {
		const log = logOfEvents(51, heldAround + 500, above);
		expect(log.items).toHaveLength(heldAround);
		expect(log).toMatchObject({ leftOut: 500, lastSeq: heldAround + 500, anchor: above.anchor });
		expect(firstSeq(log)).toBe(1);
		expect(log.reachesStart).toBe(true);
		// A hole would be: an event behind those that are left out.
		expect(seqsOf(log).at(-1)).toBe(heldAround);
	});

	test("near the end it is the oldest that goes", () => {
		let log = logOfEvents(1, heldAround, above);
		log = moveTo(log, { at: "item", key: `e${heldAround - 1}`, line: 0 });
		log = addEvent(log, event(heldAround + 1), bob);
		expect(log).toMatchObject({ leftOut: 0, reachesStart: false });
		expect([firstSeq(log), seqsOf(log).at(-1)]).toEqual([2, heldAround + 1]);
	});

	test("older pages push the newest out", () => {
		const log: RoomLog = {
			...logOfEvents(101, heldAround + 100, { ...above, items: [], lastSeq: 100 }),
			anchor: { at: "item", key: "e101", line: 0 },
		};
		const items = Array.from({ length: 100 }, (_, at) => toItem(at + 1));
		const older = addOlder(log, { before: 101, items, reachesStart: true });
		expect(older).toMatchObject({ leftOut: 100, reachesStart: true });
		expect([firstSeq(older), seqsOf(older).at(-1)]).toEqual([1, heldAround]);
	});

	test("back at the end, the last page is what comes before the next event", () => {
		const told = addNotice(logOfEvents(51, heldAround + 500, above), notice);
		const log = moveTo({ ...told, loadsOlder: true }, { at: "end" });
		expect(seqsOf(log)).toEqual(["notice"]);
		expect(log).toMatchObject({ leftOut: 0, reachesStart: false, loadsOlder: false });
		expect(olderThan(log)).toBe(heldAround + 501);
		expect(seqsOf(logOfEvents(heldAround + 501, heldAround + 501, log))).toEqual([
			"notice",
			heldAround + 501,
		]);
	});
});
