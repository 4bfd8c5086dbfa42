import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { event, events } from "../testing/samples.ts";
import { putApart } from "./apart.ts";
import { type Asked, addPage, completeness, gapAbove, type LogPage, olderThan } from "./gaps.ts";
import { eventKey, type Item, seqOf } from "./item.ts";
import { addEvent, addNotice, emptyLog, passComings, type RoomLog, resetLog } from "./room-log.ts";
import { heldItems } from "./trim.ts";

const bob = { mine: false, names: false, name: "bob" };
const notice: Item = { kind: "notice", key: "n1", text: "hello", tone: "info" };

/** A log that holds these stretches of the room, one reset after the other. */
function logOf(...stretches: readonly (readonly [from: number, to: number])[]): RoomLog {
	return stretches.reduce(
		(log, [from, to]) =>
			events(from, to).reduce(
				(grown, one) => addEvent(grown, one, bob),
				log.lastSeq === from - 1 ? log : resetLog(log, from),
			),
		emptyLog(),
	);
}

function pageOf(asked: Asked, [from, to]: readonly [number, number], more = true): LogPage {
	const items = events(from, to).map(
		(one): Item => ({ kind: "event", key: eventKey(one), event: one, name: "bob", namesUs: false }),
	);
	return { asked, items, more };
}

function seqsOf(log: RoomLog): (number | string)[] {
	return log.items.map((item) => seqOf(item) ?? item.kind);
}

/** Every gap of the log, by the index it stands above. */
function gapsOf(log: RoomLog): unknown[] {
	return Array.from({ length: log.items.length + 1 }, (_, index) => gapAbove(log, index)).filter(
		(gap) => gap !== undefined,
	);
}

describe("a hole in the numbers", () => {
	const log = logOf([1, 3], [10, 12]);

	test("is a gap of that size, above the event behind it", () => {
		expect(gapAbove(log, 3)).toEqual({ gone: undefined, missing: { from: 4, to: 9 } });
		expect(gapsOf(log)).toHaveLength(1);
	});

	test("is none where one of our own lines stands between two events", () => {
		expect(gapsOf(addEvent(addNotice(logOf([1, 3]), notice), event(4), bob))).toEqual([]);
	});

	test("is one at the end too, until what the server told of has come", () => {
		const behind = resetLog(logOf([1, 3]), 10);
		expect(gapAbove(behind, 3)?.missing).toEqual({ from: 4, to: 9 });
	});

	test("fills from below, page by page, and is gone", () => {
		const half = addPage(log, pageOf({ before: 10 }, [7, 9]));
		expect(gapAbove(half, 3)?.missing).toEqual({ from: 4, to: 6 });
		const whole = addPage(half, pageOf({ before: 7 }, [4, 6]));
		expect(seqsOf(whole)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
		expect(gapsOf(whole)).toEqual([]);
	});

	test("fills from above, and what overlaps is held once", () => {
		const half = addPage(log, pageOf({ after: 3 }, [4, 6]));
		expect(seqsOf(half).slice(0, 7)).toEqual([1, 2, 3, 4, 5, 6, 10]);
		expect(seqsOf(addPage(half, pageOf({ after: 6 }, [7, 14])))).toEqual([
			1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
		]);
	});

	test("at the end fills above what we were told since", () => {
		const behind = addNotice(resetLog(logOf([1, 3]), 6), notice);
		expect(seqsOf(addPage(behind, pageOf({ before: 6 }, [4, 5])))).toEqual([
			1,
			2,
			3,
			4,
			5,
			"notice",
		]);
		expect(seqsOf(addPage(behind, pageOf({ after: 3 }, [4, 5])))).toEqual([
			1,
			2,
			3,
			4,
			5,
			"notice",
		]);
	});

	test("that was filled while a page was on its way tells nothing of what is above it", () => {
		const wide = logOf([1, 3], [20, 22]);
		const filled = putApart(wide, pageOf({ before: 20 }, [12, 19]).items);
		const late = addPage(filled, pageOf({ before: 20 }, [15, 19]));
		expect(gapsOf(late)).toEqual([{ gone: undefined, missing: { from: 4, to: 11 } }]);
		const begun = putApart(wide, pageOf({ after: 3 }, [4, 9]).items);
		const over = addPage(begun, pageOf({ after: 3 }, [4, 8]));
		expect(gapsOf(over)).toEqual([{ gone: undefined, missing: { from: 10, to: 19 } }]);
	});

	test("that was filled in part meanwhile is gone above the page only, if that was the last one", () => {
		const wide = logOf([1, 3], [20, 22]);
		const part = putApart(wide, pageOf({ before: 20 }, [16, 17]).items);
		const last = addPage(part, pageOf({ before: 20 }, [12, 19], false));
		expect(gapsOf(last)).toEqual([{ gone: { from: 4, to: 11 }, missing: { from: 12, to: 15 } }]);
	});

	test("takes no page that was asked for at another place", () => {
		expect(seqsOf(addPage(log, pageOf({ before: 9 }, [7, 8])))).toEqual(seqsOf(log));
		expect(seqsOf(addPage(log, pageOf({ after: 5 }, [6, 8])))).toEqual(seqsOf(log));
	});
});

describe("what the server no longer has", () => {
	const log = logOf([1, 3], [20, 22]);
	const gone = { gone: { from: 4, to: 14 }, missing: undefined };

	test("is told from what is on its way by a page that jumps over it", () => {
		const half = addPage(log, pageOf({ after: 3 }, [15, 16]));
		expect(gapAbove(half, 3)).toEqual(gone);
		expect(gapAbove(half, 5)).toEqual({ gone: undefined, missing: { from: 17, to: 19 } });
	});

	test("is told by the first page as well as by the last", () => {
		const whole = addPage(log, pageOf({ before: 20 }, [15, 19], false));
		expect(gapsOf(whole)).toEqual([gone]);
		expect(completeness(whole)).toEqual({ upTo: 22, missing: 0 });
	});

	test("is all of a gap for which nothing comes", () => {
		for (const asked of [{ before: 20 }, { after: 3 }]) {
			const none = addPage(log, { asked, items: [], more: true });
			expect(gapsOf(none)).toEqual([{ gone: { from: 4, to: 19 }, missing: undefined }]);
		}
	});

	test("of the beginning of a room leaves its first event where the log begins", () => {
		const top = addPage(logOf([50, 52]), pageOf({ before: 50 }, [41, 49], false));
		expect(top).toMatchObject({ reachesStart: true });
		expect(olderThan(top)).toBe(41);
	});
});

describe("how complete a log is", () => {
	test("is its last seq where nothing is missing, our own lines notwithstanding", () => {
		expect(completeness(logOf([5, 9]))).toEqual({ upTo: 9, missing: 0 });
		expect(completeness(addNotice(logOf([5, 9]), notice))).toEqual({ upTo: 9, missing: 0 });
		expect(completeness(emptyLog())).toEqual({ upTo: 0, missing: 0 });
	});

	test("is the last seq below the first gap, with all that is missing above it", () => {
		const log = logOf([100, 4_113], [4_800, 4_810], [4_814, 4_814]);
		expect(completeness(log)).toEqual({ upTo: 4_113, missing: 686 + 3 });
		expect(completeness(resetLog(logOf([1, 3]), 10))).toEqual({ upTo: 3, missing: 6 });
		const told = addNotice(resetLog(logOf([1, 3]), 5), notice);
		expect(completeness(told)).toEqual({ upTo: 3, missing: 1 });
	});
});

/** A server that answers from a log, however badly. */
type Server = (asked: Asked, log: RoomLog) => LogPage;

const anyServer: fc.Arbitrary<Server> = fc
	.record({
		has: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 60 }),
		limit: fc.integer({ min: 0, max: 7 }),
		more: fc.constantFrom(true, false, undefined),
	})
	.map(({ has, limit, more }) => {
		const sorted = has.toSorted((one, other) => one - other);
		return (asked) => {
			const wanted = sorted.filter((seq) =>
				"before" in asked ? seq < asked.before : seq > asked.after,
			);
			const some = "before" in asked ? wanted.slice(-limit || 60) : wanted.slice(0, limit);
			const items = some.map((seq): Item => {
				const one = event(seq);
				return { kind: "event", key: eventKey(one), event: one, name: "bob", namesUs: false };
			});
			return { asked, items, more: more ?? wanted.length > some.length };
		};
	});

/** The next page for any gap of the log, from one of its sides. */
function askFor(log: RoomLog, fromBelow: boolean): Asked | undefined {
	for (let index = log.items.length; index >= 0; index--) {
		const missing = gapAbove(log, index)?.missing;
		if (missing === undefined) continue;
		const below = seqOf(log.items[index]) ?? log.lastSeq + 1;
		const above = log.items.slice(0, index).findLast(({ kind }) => kind === "event");
		return fromBelow ? { before: below } : { after: seqOf(above) ?? 0 };
	}
	return log.reachesStart ? undefined : { before: olderThan(log) };
}

test("whatever a server answers, asking ends, nothing is held twice or out of order, and it is bounded", () => {
	const holes = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 });
	fc.assert(
		fc.property(
			holes,
			anyServer,
			fc.array(fc.boolean(), { minLength: 1 }),
			(held, server, sides) => {
				const seqs = held.toSorted((one, other) => one - other);
				let log = logOf(...seqs.map((seq) => [seq, seq] as const));
				let asked = 0;
				for (let next = askFor(log, true); next !== undefined; asked++) {
					log = addPage(log, server(next, log));
					const now = seqsOf(log).map(Number);
					expect(now).toEqual([...new Set(now)].toSorted((one, other) => one - other));
					expect(asked).toBeLessThan(200);
					next = askFor(log, sides[asked % sides.length] ?? true);
				}
				expect(completeness(log)).toEqual({ upTo: log.lastSeq, missing: 0 });
				expect(log.items.length).toBeLessThanOrEqual(heldItems);
			},
		),
		{ numRuns: 500 },
	);
});

describe("so many who came and went that only their number is known", () => {
	const passed = passComings(passComings(logOf([1, 3]), { from: 4, to: 90 }), {
		from: 91,
		to: 200,
	});

	test("are no gap to be filled, at the end and above what is said then", () => {
		expect(gapsOf(passed)).toEqual([]);
		expect(gapsOf(addEvent(passed, event(201), bob))).toEqual([]);
		expect(completeness(passed)).toMatchObject({ missing: 0 });
	});

	test("are one where more than they is missing", () => {
		const behind = addEvent(resetLog(passed, 205), event(205), bob);
		expect(gapAbove(behind, 3)?.missing).toEqual({ from: 4, to: 204 });
	});

	test("leave a gap above them that there was", () => {
		const behind = passComings(logOf([1, 3]), { from: 10, to: 90 });
		expect(gapAbove(behind, 3)?.missing).toEqual({ from: 4, to: 90 });
	});
});
