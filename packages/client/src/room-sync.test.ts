import { receivedEvent } from "@partyline/shared/protocol/events";
import { beforeFirst, cursor } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import { RoomSync } from "./room-sync.ts";
import { maxHeld, Shelf } from "./shelf.ts";

const room = "#general";

function event(seq: number) {
	return receivedEvent.parse({ room, seq, at: seq, by: "bob", type: "join" });
}

/** A room whose log a test lets grow, and whose connection it cuts. */
function arrange(catchUp: "all" | "latest", pageLimit = 200) {
	const emitted: number[] = [];
	const resets: number[] = [];
	const failures: unknown[] = [];
	const fetched: number[] = [];
	const log = { last: 0, trimmedBelow: 1 };
	let cuts = 0;
	const sync = new RoomSync(
		{
			catchUp,
			shelf: new Shelf(),
			async fetch(page) {
				const cut = cuts;
				await Promise.resolve();
				if (cut !== cuts) throw new Error("cut");
				const size = Math.min(page.limit, pageLimit);
				const start = "after" in page ? page.after : Math.max(0, page.before - 1 - size);
				const seqs = Array.from({ length: log.last }, (_, at) => at + 1)
					.filter((seq) => seq > start && seq >= log.trimmedBelow)
					.slice(0, size);
				fetched.push(...seqs);
				return seqs.map(event);
			},
			emit: ({ seq }) => emitted.push(seq),
			onReset: (from) => resets.push(from),
			onFailure: (error) => failures.push(error),
		},
		beforeFirst,
	);
	const cut = () => {
		cuts++;
		sync.hold();
	};
	return { sync, emitted, resets, failures, fetched, log, cut };
}

async function settle(): Promise<void> {
	for (let n = 0; n < 200; n++) await Promise.resolve();
}

const upTo = (last: number, from = 1) =>
	Array.from({ length: last - from + 1 }, (_, at) => from + at);

const actions = fc.array(
	fc.oneof(
		{ weight: 6, arbitrary: fc.record({ do: fc.constant("append"), arrives: fc.boolean() }) },
		{ weight: 2, arbitrary: fc.record({ do: fc.constant("repeat"), back: fc.nat(5) }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("limited") }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("cut") }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("resume"), limited: fc.boolean() }) },
		{ weight: 2, arbitrary: fc.record({ do: fc.constant("turn") }) },
	),
	{ maxLength: 60 },
);

type Action = { do: string; arrives?: boolean; back?: number; limited?: boolean };

async function perform(action: Action, arranged: ReturnType<typeof arrange>): Promise<void> {
	const { sync, log } = arranged;
	if (action.do === "append") {
		log.last++;
		if (action.arrives) sync.receive(event(log.last));
	}
	if (action.do === "repeat" && log.last > 0)
		sync.receive(event(Math.max(1, log.last - (action.back ?? 0))));
	if (action.do === "limited") sync.raise(cursor.parse(log.last));
	if (action.do === "cut") arranged.cut();
	if (action.do === "resume") resume(arranged, action.limited ?? false);
	if (action.do === "turn") await Promise.resolve();
}

function resume({ sync, log, cut }: ReturnType<typeof arrange>, limited: boolean): void {
	cut();
	const missing = upTo(log.last, sync.cursor + 1).map(event);
	const first = missing[0];
	const last = missing.at(-1);
	if (limited && first && last) sync.takeUp({ limited: true, from: first.seq, to: last.seq });
	else sync.takeUp({ events: missing });
}

test("whatever order, loss, repetition and cuts: every event comes exactly once and in order", async () => {
	await fc.assert(
		fc.asyncProperty(actions, fc.integer({ min: 1, max: 7 }), async (script, pageLimit) => {
			const arranged = arrange("all", pageLimit);
			arranged.sync.takeUp({ events: [] });
			for (const action of script) await perform(action, arranged);
			resume(arranged, true);
			await settle();
			expect(arranged.emitted).toEqual(upTo(arranged.log.last));
			expect(arranged.resets).toEqual([]);
		}),
		{ numRuns: 500 },
	);
});

test("while a gap is filled, live events wait for their turn", async () => {
	const { sync, emitted, log } = arrange("all");
	sync.takeUp({ events: [] });
	log.last = 5;
	sync.receive(event(5));
	log.last = 6;
	sync.receive(event(6));
	expect(emitted).toEqual([]);
	await settle();
	expect(emitted).toEqual(upTo(6));
});

test("catching up with the latest jumps over what is longer than a page, and says where to", async () => {
	const { sync, emitted, resets, log } = arrange("latest");
	sync.takeUp({ events: [] });
	log.last = 1_000;
	sync.raise(cursor.parse(1_000));
	await settle();
	expect(resets).toEqual([801]);
	expect(emitted).toEqual(upTo(1_000, 801));
});

test("catching up with the latest leaves out nothing of a page", async () => {
	const { sync, emitted, resets, log } = arrange("latest");
	sync.takeUp({ events: [] });
	log.last = 200;
	sync.raise(cursor.parse(200));
	await settle();
	expect(resets).toEqual([]);
	expect(emitted).toEqual(upTo(200));
});

test("events that the server trimmed are stepped over instead of asked for without end", async () => {
	const { sync, emitted, resets, log } = arrange("all");
	sync.takeUp({ events: [] });
	log.last = 9;
	log.trimmedBelow = 7;
	sync.raise(cursor.parse(9));
	await settle();
	expect([resets, emitted]).toEqual([[7], [7, 8, 9]]);
	log.last = 12;
	log.trimmedBelow = 13;
	sync.raise(cursor.parse(12));
	await settle();
	expect([resets, emitted]).toEqual([
		[7, 13],
		[7, 8, 9],
	]);
});

test("a fill that a cut ended starts again from the cursor", async () => {
	const { sync, emitted, failures, log, cut } = arrange("all", 2);
	sync.takeUp({ events: [] });
	log.last = 9;
	sync.raise(cursor.parse(9));
	await Promise.resolve();
	cut();
	await settle();
	const sofar = emitted.length;
	expect(sofar).toBeLessThan(9);
	sync.takeUp({ lastSeq: cursor.parse(9) });
	await settle();
	expect(emitted).toEqual(upTo(9));
	expect(failures).toEqual([]);
});

test("nothing that came live is fetched, and nothing is fetched twice, whatever comes in between", async () => {
	await fc.assert(
		fc.asyncProperty(actions, fc.integer({ min: 1, max: 7 }), async (script, pageLimit) => {
			const arranged = arrange("all", pageLimit);
			const { sync, emitted, fetched, log } = arranged;
			sync.takeUp({ events: [] });
			const pushed: number[] = [];
			for (const action of script.filter(({ do: what }) => !/cut|resume|repeat/.test(what))) {
				await perform(action, arranged);
				if ("arrives" in action && action.arrives) pushed.push(log.last);
			}
			sync.raise(cursor.parse(log.last));
			await settle();
			expect(emitted).toEqual(upTo(log.last));
			expect([...pushed, ...fetched].toSorted((a, b) => a - b)).toEqual(emitted);
		}),
		{ numRuns: 500 },
	);
});

test("catching up with the latest fetches up to what came live, and not that again", async () => {
	const { sync, emitted, resets, fetched, log } = arrange("latest");
	sync.takeUp({ events: [] });
	log.last = 1_000;
	sync.raise(cursor.parse(1_000));
	for (const seq of upTo(1_010, 1_001)) {
		log.last = seq;
		sync.receive(event(seq));
	}
	await settle();
	expect(fetched).toEqual(upTo(1_000, 801));
	expect(resets).toEqual([801]);
	expect(emitted).toEqual(upTo(1_010, 801));
});

test("when more comes live than may wait, the rest is read from the log, and none is missing", async () => {
	const { sync, emitted, log } = arrange("all");
	sync.takeUp({ events: [] });
	log.last = 10 + 3 * maxHeld;
	for (const seq of upTo(log.last, 11)) sync.receive(event(seq));
	await settle();
	expect(emitted).toEqual(upTo(log.last));
});

test("events of a gap that is held for ever take no more places than there are", () => {
	const shelf = new Shelf();
	for (let place = 0; place < maxHeld; place++) expect(shelf.take()).toBe(true);
	expect(shelf.take()).toBe(false);
	shelf.giveBack(1);
	expect(shelf.take()).toBe(true);
});
