import { receivedEvent } from "@partyline/shared/protocol/events";
import { beforeFirst, cursor, roomName } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Comings, RoomSync, type RoomSyncOptions } from "./room-sync.ts";
import { maxHeld, Shelf } from "./shelf.ts";

const room = "#general";

function event(seq: number, by = "bob", type = "join") {
	return receivedEvent.parse({ room, seq, at: seq, by, type });
}

function freePlaces(shelf: Shelf): number {
	let free = 0;
	while (shelf.take()) free++;
	shelf.giveBack(free);
	return free;
}

/** A room whose log a test lets grow, whose connection it cuts, and which ann leaves and joins. */
function arrange(catchUp: "all" | "latest", pageLimit = 200) {
	const emitted: number[] = [];
	const resets: number[] = [];
	const passed: Comings[] = [];
	const failures: unknown[] = [];
	const fetched: number[] = [];
	const log = { last: 0, trimmedBelow: 1, mine: new Map<number, string>() };
	const shelf = new Shelf();
	const stored = (seq: number) =>
		log.mine.has(seq) ? event(seq, "ann", log.mine.get(seq)) : event(seq);
	let cuts = 0;
	// As the list of rooms has it: in it as of which seq, out by our part since then, and whether it is listed.
	const stay = { asOf: 0, isOut: false, isListed: true, endsAt: 0 };
	const options: RoomSyncOptions = {
		room: roomName.parse(room),
		catchUp,
		shelf,
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
			return seqs.map(stored);
		},
		emit({ seq, by, type }) {
			emitted.push(seq);
			if (!stay.isListed) strays.push(seq);
			if (by === "ann") stay.isOut = type === "part" && seq > stay.asOf;
			if ((stay.isOut && sync.isAtEnd) || seq === stay.endsAt) forget();
		},
		onReset: (from) => resets.push(from),
		onComings: (comings) => passed.push(comings),
		onFailure: (error) => failures.push(error),
	};
	let sync = new RoomSync(options, beforeFirst);
	const strays: number[] = [];
	const forget = () => {
		sync.hold();
		stay.isListed = false;
	};
	const cut = () => {
		cuts++;
		sync.hold();
	};
	const isMember = () => Object.assign(stay, { asOf: log.last, isOut: false, isListed: true });
	return {
		get sync() {
			return sync;
		},
		/** Comes into the room again, and goes on where it was. */
		enter() {
			isMember();
			sync = new RoomSync(options, sync.cursor);
			sync.takeUp({ lastSeq: cursor.parse(log.last) });
		},
		...{
			emitted,
			strays,
			resets,
			passed,
			failures,
			fetched,
			log,
			shelf,
			stay,
			stored,
			forget,
			cut,
			isMember,
		},
	};
}

async function settle(): Promise<void> {
	for (let n = 0; n < 200; n++) await Promise.resolve();
}

const upTo = (last: number, from = 1) =>
	Array.from({ length: last - from + 1 }, (_, stored) => from + stored);

const actions = fc.array(
	fc.oneof(
		{ weight: 6, arbitrary: fc.record({ do: fc.constant("append"), arrives: fc.boolean() }) },
		{ weight: 2, arbitrary: fc.record({ do: fc.constant("repeat"), back: fc.nat(5) }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("limited") }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("cut") }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("resume"), limited: fc.boolean() }) },
		{ weight: 2, arbitrary: fc.record({ do: fc.constant("turn") }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("part"), arrives: fc.boolean() }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("join"), arrives: fc.boolean() }) },
		{ weight: 1, arbitrary: fc.record({ do: fc.constant("forget") }) },
	),
	{ maxLength: 60 },
);

type Action = { do: string; arrives?: boolean; back?: number; limited?: boolean };

async function perform(action: Action, arranged: ReturnType<typeof arrange>): Promise<void> {
	const { sync, log, stay, stored } = arranged;
	if (/append|part|join/.test(action.do)) append(action, arranged);
	if (action.do === "repeat" && log.last > 0 && stay.isListed)
		sync.receive(stored(Math.max(1, log.last - (action.back ?? 0))));
	if (action.do === "limited" && stay.isListed) sync.raise(cursor.parse(log.last));
	if (action.do === "cut") arranged.cut();
	if (action.do === "resume") resume(arranged, action.limited ?? false);
	if (action.do === "forget") arranged.forget();
	if (action.do === "turn") await Promise.resolve();
}

function append(
	action: Action,
	{ sync, log, stay, stored, enter }: ReturnType<typeof arrange>,
): void {
	log.last++;
	if (action.do !== "append") log.mine.set(log.last, action.do);
	if (!action.arrives) return;
	if (stay.isListed) sync.receive(stored(log.last));
	else if (action.do === "join") enter();
}

function resume(arranged: ReturnType<typeof arrange>, limited: boolean): void {
	const { sync, log, stay, stored, cut, enter, isMember } = arranged;
	cut();
	if (!stay.isListed) {
		enter();
		return;
	}
	isMember();
	const missing = upTo(log.last, sync.cursor + 1).map(stored);
	const first = missing[0];
	const last = missing.at(-1);
	if (limited && first && last) sync.takeUp({ limited: true, from: first.seq, to: last.seq });
	else sync.takeUp({ events: missing });
}

test("whatever order, loss, repetition, cuts, leaving and coming back: every event comes exactly once and in order", async () => {
	await fc.assert(
		fc.asyncProperty(actions, fc.integer({ min: 1, max: 7 }), async (script, pageLimit) => {
			const arranged = arrange("all", pageLimit);
			arranged.sync.takeUp({ events: [] });
			for (const action of script) await perform(action, arranged);
			resume(arranged, true);
			await settle();
			expect(arranged.emitted).toEqual(upTo(arranged.log.last));
			expect([arranged.resets, arranged.strays]).toEqual([[], []]);
			expect(freePlaces(arranged.shelf)).toBe(maxHeld);
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
			for (const action of script.filter(({ do: what }) => /append|limited|turn/.test(what))) {
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

test("events of a gap that is held for ever take no more places than there are, and give them back", () => {
	const { sync, emitted, shelf } = arrange("all");
	for (const seq of upTo(maxHeld + 1, 2)) sync.receive(event(seq));
	expect(freePlaces(shelf)).toBe(0);
	sync.receive(event(maxHeld + 2));
	expect([freePlaces(shelf), emitted]).toEqual([maxHeld, []]);
	for (const seq of [5, 7]) sync.receive(event(seq));
	sync.hold();
	expect(freePlaces(shelf)).toBe(maxHeld);
});

test("our part ends what an answer to sync brings, unless it goes on to our joining again", () => {
	const [part, join] = [event(2, "ann", "part"), event(3, "ann")];
	const left = arrange("all");
	left.sync.takeUp({ events: [event(1), part] });
	expect([left.emitted, left.stay.isListed]).toEqual([[1, 2], false]);
	const back = arrange("all");
	back.sync.takeUp({ events: [event(1), part, join, event(4)] });
	expect([back.emitted, back.stay.isListed]).toEqual([[1, 2, 3, 4], true]);
});

test("nothing comes of a room once it is given up, in the middle of an answer or of a page", async () => {
	const answered = arrange("all");
	answered.stay.endsAt = 2;
	answered.sync.takeUp({ events: upTo(9).map((seq) => event(seq)) });
	const paged = arrange("all");
	paged.stay.endsAt = 2;
	paged.log.last = 9;
	paged.sync.takeUp({ lastSeq: cursor.parse(9) });
	paged.sync.receive(event(10));
	await settle();
	for (const { emitted, strays, shelf } of [answered, paged])
		expect([emitted, strays, freePlaces(shelf)]).toEqual([[1, 2], [], maxHeld]);
});

const crowd = { room: roomName.parse(room), from: cursor.parse(1), to: cursor.parse(300) };

test("so many who joined and left in a crowd are not fetched by a reader of the latest, who goes on after them", async () => {
	const { sync, emitted, passed, resets, fetched, log } = arrange("latest");
	sync.takeUp({ events: [] });
	log.last = 300;
	sync.leaveOut({ ...crowd, joined: 299, left: 1 });
	sync.receive(event(301));
	await settle();
	expect([fetched, resets]).toEqual([[], []]);
	expect(passed).toEqual([{ from: 1, to: 300, joined: 299, left: 1 }]);
	expect(emitted).toEqual([301]);
});

test.each<{ why: string; catchUp: "all" | "latest"; numbers: object; first: number }>([
	{ why: "by a reader of all", catchUp: "all", numbers: { joined: 299, left: 1 }, first: 1 },
	{ why: "where it may be more than that", catchUp: "latest", numbers: {}, first: 101 },
	{
		why: "where the numbers are not those of the range",
		catchUp: "latest",
		numbers: { joined: 9, left: 1 },
		first: 101,
	},
])("what was left out is fetched $why", async ({ catchUp, numbers, first }) => {
	const { sync, emitted, passed, log } = arrange(catchUp);
	sync.takeUp({ events: [] });
	log.last = 300;
	sync.leaveOut({ ...crowd, ...numbers });
	await settle();
	expect(passed).toEqual([]);
	expect(emitted).toEqual(upTo(300, first));
});

test("those who came while a gap is filled are fetched with it", async () => {
	const { sync, emitted, passed, log } = arrange("latest");
	sync.takeUp({ events: [] });
	log.last = 5;
	sync.receive(event(5));
	log.last = 100;
	const [from, to] = [cursor.parse(6), cursor.parse(100)];
	sync.leaveOut({ ...crowd, from, to, joined: 95, left: 0 });
	await settle();
	expect(passed).toEqual([]);
	expect(emitted).toEqual(upTo(100));
});
