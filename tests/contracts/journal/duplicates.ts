import type { Draft, Journal, Receipt } from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import { beforeFirst, newMessageId, roomName, seq as seqOf } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
	bob,
	created,
	events,
	general,
	make,
	message,
	numbers,
	random,
	said,
	texts,
} from "../support/drafts.ts";
import type { Current, Reopen } from "./store.ts";

/** What a journal promises of keys: what is given under one key is stored once. */
export function duplicateTests(current: Current, reopen: Reopen): void {
	test("a key stored before changes nothing and answers with the event of then", async () => {
		const { journal } = current();
		await make(journal, general, random);
		const first = said(general, "once");
		const [stored] = await journal.append([first]);
		const heard: RoomEvent[] = [];
		journal.onCommitted((batch) => heard.push(...batch));
		const changed = { ...said(random, "another text"), key: first.key };
		const again = { key: first.key, event: { ...changed.event, id: first.key } } as Draft;
		expect(await journal.append([again])).toEqual([{ event: stored?.event, duplicate: true }]);
		expect(heard).toEqual([]);
		expect(await journal.heads(new Map())).toEqual(
			new Map([
				[general, 2],
				[random, 1],
			]),
		);
	});

	test("a message whose key is not its id is refused", async () => {
		const { journal } = current();
		await make(journal, general);
		const wrong = { ...said(general, "two names"), key: newMessageId() };
		const refused = journal.append([wrong]);
		await expect(refused).rejects.toMatchObject({ name: "JournalError", outcome: "none" });
		expect(await journal.heads(new Map())).toEqual(new Map([[general, 1]]));
	});

	test("a key is known after closing and opening", async () => {
		const { journal } = current();
		await make(journal, general);
		const once = said(general, "once");
		const [stored] = await journal.append([once]);
		const { journal: again } = await reopen();
		expect(await again.append([once])).toEqual([{ event: stored?.event, duplicate: true }]);
		const [next] = await again.append([said(general, "next")]);
		expect(next).toMatchObject({ duplicate: false, event: { seq: 3 } });
	});

	test("a message sent again after a trim is the duplicate it is, under its old place", async () => {
		const { journal } = current();
		await make(journal, general, random);
		const once = said(general, "once");
		const [stored] = await journal.append([once, said(general, "kept")]);
		await journal.trim(general, seqOf.parse(3));
		await journal.trim(general, seqOf.parse(3));
		const { journal: again } = await reopen();
		const heard: RoomEvent[] = [];
		again.onCommitted((batch) => heard.push(...batch));
		const later = { key: once.key, event: { ...once.event, at: 1_800_000_000_000, by: bob } };
		const receipts = await again.append([later, said(general, "next"), once]);
		expect(receipts).toMatchObject([
			{ event: stored?.event, duplicate: true },
			{ event: { seq: 4 }, duplicate: false },
			{ event: stored?.event, duplicate: true },
		]);
		const elsewhere = { ...once.event, room: random };
		expect(await again.append([{ key: once.key, event: elsewhere }])).toEqual([
			{ event: stored?.event, duplicate: true },
		]);
		expect(events(receipts).filter((event) => heard.includes(event))).toHaveLength(1);
		expect(texts(await again.after(general, beforeFirst, 10))).toEqual(["kept", "next"]);
		expect(await again.heads(new Map())).toEqual(
			new Map([
				[general, 4],
				[random, 1],
			]),
		);
	});

	test("a room whose beginning was trimmed is not made a second time under the same key", async () => {
		const { journal } = current();
		const create = created(general);
		await journal.append([create, said(general, "two")]);
		await journal.trim(general, seqOf.parse(3));
		expect(await journal.append([create, said(general, "three")])).toMatchObject([
			{ event: { seq: 1, type: "create" }, duplicate: true },
			{ event: { seq: 3 }, duplicate: false },
		]);
	});

	test("a key given twice at once is stored once, in one call and in two", async () => {
		const { journal } = current();
		await make(journal, general);
		const twice = said(general, "twice");
		const [first, second] = await Promise.all([
			journal.append([twice, said(general, "between"), twice]),
			journal.append([twice]),
		]);
		expect([...first, ...second].map(({ duplicate }) => duplicate)).toEqual([
			...[false, false, true],
			true,
		]);
		expect(new Set([first[0], first[2], second[0]].map((each) => each?.event.seq)).size).toBe(1);
		expect(texts(await journal.after(general, seqOf.parse(1), 10))).toEqual(["twice", "between"]);
	});

	test("a room made twice under one key is one room", async () => {
		const { journal } = current();
		const create = created(general);
		const receipts = await journal.append([create, create]);
		expect(receipts.map(({ duplicate }) => duplicate)).toEqual([false, true]);
		const [again] = await journal.append([create]);
		expect(again?.duplicate).toBe(true);
		expect(await journal.heads(new Map())).toEqual(new Map([[general, 1]]));
	});

	test("any calls at once over rooms with repeated keys give 1..n a room and one event a key", async () => {
		const { journal } = current();
		const heard: RoomEvent[] = [];
		journal.onCommitted((batch) => heard.push(...batch));
		let run = 0;
		await fc.assert(
			fc.asyncProperty(anyCalls, async (calls) => {
				run += 1;
				heard.length = 0;
				const rooms = [0, 1, 2].map((index) => roomName.parse(`#run-${run}-${index}`));
				await make(journal, ...rooms);
				const keys = Array.from({ length: keysInPlay }, () => newMessageId());
				const receipts = await appendAll(journal, calls, ({ room, key }) =>
					message(rooms[room]!, keys[key]!, `${room} ${key}`),
				);
				const logs = await Promise.all(rooms.map((room) => journal.after(room, beforeFirst, 1000)));
				checkAgreement(logs, receipts, heard);
			}),
			{ numRuns: 100 },
		);
	});
}

const keysInPlay = 8;
const anyUse = fc.record({
	room: fc.integer({ min: 0, max: 2 }),
	key: fc.integer({ min: 0, max: keysInPlay - 1 }),
});
const anyCalls = fc.array(
	fc.record({ uses: fc.array(anyUse, { maxLength: 5 }), waits: fc.boolean() }),
	{ maxLength: 12 },
);
type Use = { readonly room: number; readonly key: number };
type Call = { readonly uses: readonly Use[]; readonly waits: boolean };

async function appendAll(
	journal: Journal,
	calls: readonly Call[],
	toDraft: (use: Use) => Draft,
): Promise<readonly Receipt[]> {
	const answers: Promise<readonly Receipt[]>[] = [];
	for (const { uses, waits } of calls) {
		const answer = journal.append(uses.map(toDraft));
		answers.push(answer);
		if (waits) await answer;
	}
	return (await Promise.all(answers)).flat();
}

function checkAgreement(
	logs: readonly (readonly RoomEvent[])[],
	receipts: readonly Receipt[],
	heard: readonly RoomEvent[],
): void {
	for (const log of logs) {
		expect(log.map((event) => event.seq)).toEqual(numbers(1, log.length));
		expect(heard.filter((event) => event.room === log[0]?.room)).toEqual(log);
	}
	const stored = logs.flat().filter((event) => event.type === "message");
	const byId = new Map(stored.map((event) => [event.id, event]));
	expect(byId.size).toBe(stored.length);
	for (const { event } of receipts)
		expect(event).toEqual(event.type === "message" && byId.get(event.id));
	// One receipt a stored event says that it is new, and no other does.
	const fresh = receipts.filter(({ duplicate }) => !duplicate);
	expect(fresh.length).toBe(stored.length);
	expect(new Set(events(fresh).map((event) => `${event.room} ${event.seq}`)).size).toBe(
		stored.length,
	);
}
