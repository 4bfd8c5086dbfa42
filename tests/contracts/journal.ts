import type { Accounts, Draft, EventDraft, Journal, Receipt } from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, MessageId, RoomName, Seq } from "@partyline/shared/protocol/ids";
import {
	accountName,
	beforeFirst,
	newMessageId,
	roomName,
	seq as seqOf,
} from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** What is tested: a journal and the accounts beside it. */
export type Store = { readonly journal: Journal; readonly accounts: Accounts };

/** A place where a store lives: opened again after it was closed, it is the same store. */
export type Place = { open(): Promise<Store>; remove(): Promise<void> };

const general = roomName.parse("#general");
const random = roomName.parse("#random");
const direct = roomName.parse("@0123456789");
const ann = accountName.parse("Ann");
const bob = accountName.parse("Bob");

/** Every promise of the Journal and Accounts ports, for any implementation of them. */
export function describeJournal(name: string, makePlace: () => Promise<Place>): void {
	let place: Place;
	let store: Store;

	async function reopen(): Promise<Store> {
		await store.journal.close();
		store = await place.open();
		return store;
	}

	describe(name, () => {
		beforeEach(async () => {
			place = await makePlace();
			store = await place.open();
		});
		afterEach(async () => {
			await store.journal.close();
			await place.remove();
		});

		describe("the log", () => logTests(() => store, reopen));
		describe("duplicates", () => duplicateTests(() => store, reopen));
		describe("reading", () => readingTests(() => store, reopen));
		describe("projections", () => projectionTests(() => store, reopen));
		describe("accounts", () => accountTests(() => store, reopen));
	});
}

type Current = () => Store;
type Reopen = () => Promise<Store>;

function logTests(current: Current, reopen: Reopen): void {
	test("events get their seqs in the order of the calls, room by room, without a gap", async () => {
		const { journal } = current();
		await make(journal, general, random);
		const calls = Array.from({ length: 200 }, (_, index) =>
			journal.append([said(index % 3 === 0 ? random : general, `line ${index}`)]),
		);
		const receipts = (await Promise.all(calls)).flat();
		for (const room of [general, random]) {
			const own = receipts.filter(({ event }) => event.room === room);
			expect(own.map(({ event }) => event.seq)).toEqual(numbers(2, own.length + 1));
			expect((await journal.after(room, beforeFirst, 1000)).slice(1)).toEqual(events(own));
		}
	});

	test("the drafts of one call are answered in order", async () => {
		const { journal } = current();
		const drafts = [created(general), said(general, "one"), said(general, "two"), joined(general)];
		const receipts = await journal.append(drafts);
		expect(receipts.map(({ event }) => [event.type, event.seq])).toEqual([
			["create", 1],
			["message", 2],
			["message", 3],
			["join", 4],
		]);
		expect(await journal.append([])).toEqual([]);
	});

	test("every kind of event is read back as it was given", async () => {
		const { journal } = current();
		const place = { at: 1_700_000_000_123, by: ann };
		const more = { id: newMessageId(), text: "“waves” \u{1f44b}", replyTo: seqOf.parse(1) };
		const drafts: Draft[] = [
			draft({ ...place, room: direct, type: "create", kind: "direct", with: [ann, bob] }),
			draft({ ...place, room: general, type: "create", kind: "public" }),
			{ key: more.id, event: { ...place, room: general, type: "message", ...more, action: true } },
			said(general, ""),
			draft({ ...place, room: general, type: "join" }),
			draft({ ...place, room: general, type: "part" }),
			draft({ ...place, room: general, type: "topic", topic: "cake" }),
		];
		const given = events(await journal.append(drafts));
		expect(given).toEqual(drafts.map(({ event }, index) => ({ ...event, seq: given[index]?.seq })));
		const { journal: again } = await reopen();
		const read = [direct, general].map((room) => again.after(room, beforeFirst, 100));
		expect((await Promise.all(read)).flat()).toEqual(given);
	});

	test("what was acked is there after closing and opening, and numbering goes on", async () => {
		const { journal } = current();
		await make(journal, general);
		const stored = events(await journal.append([said(general, "kept")]));
		const { journal: again } = await reopen();
		expect(again.epoch).toBe(journal.epoch);
		expect(await again.after(general, seqOf.parse(1), 10)).toEqual(stored);
		const [next] = await again.append([said(general, "next")]);
		expect(next?.event.seq).toBe(3);
	});

	test("an epoch names one history only", async () => {
		expect(current().journal.epoch).toMatch(/^[0-9a-f]{32}$/);
	});

	test("close waits for what was taken, and nothing is taken after it", async () => {
		const { journal } = current();
		await make(journal, general);
		const taken = journal.append([said(general, "last words")]);
		const closed = journal.close();
		const late = journal.append([said(general, "too late")]);
		await expect(late).rejects.toMatchObject({ name: "JournalError", outcome: "none" });
		await closed;
		const [receipt] = await taken;
		expect(await (await reopen()).journal.after(general, seqOf.parse(1), 10)).toEqual([
			receipt?.event,
		]);
	});

	test("committed events are heard once, in order, before their append resolves", async () => {
		const { journal } = current();
		const heard: RoomEvent[] = [];
		journal.onCommitted((batch) => heard.push(...batch));
		await make(journal, general, random);
		const calls = Array.from({ length: 50 }, async (_, index) => {
			const receipts = await journal.append([
				said(general, `g${index}`),
				said(random, `r${index}`),
			]);
			for (const { event } of receipts) expect(heard).toContain(event);
		});
		await Promise.all(calls);
		for (const room of [general, random]) {
			const own = heard.filter((event) => event.room === room);
			expect(own.map((event) => event.seq)).toEqual(numbers(1, 51));
		}
	});

	test("a listener is told before it could miss what the next reader sees", async () => {
		const { journal } = current();
		await make(journal, general);
		const readBack = new Promise<readonly RoomEvent[]>((resolve, reject) => {
			journal.onCommitted(() => journal.after(general, seqOf.parse(1), 10).then(resolve, reject));
		});
		const receipts = await journal.append([said(general, "stored, then shown")]);
		expect(await readBack).toEqual(events(receipts));
	});

	test("a room begins with its create: anything else is refused and leaves its neighbours alone", async () => {
		const { journal } = current();
		await make(journal, general);
		const results = await Promise.allSettled([
			journal.append([said(general, "before")]),
			journal.append([said(general, "half"), said(random, "nowhere")]),
			journal.append([created(general)]),
			journal.append([said(general, "after")]),
		]);
		expect(results.map((result) => result.status)).toEqual([
			"fulfilled",
			"rejected",
			"rejected",
			"fulfilled",
		]);
		expect(results[1]).toMatchObject({ reason: { name: "JournalError", outcome: "none" } });
		expect(texts(await journal.after(general, seqOf.parse(1), 10))).toEqual(["before", "after"]);
		expect([...(await journal.heads(new Map())).keys()]).toEqual([general]);
	});

	test("trimmed events are gone, and numbering goes on even after all of them", async () => {
		const { journal } = current();
		await make(journal, general);
		await journal.append([said(general, "two"), said(general, "three")]);
		await journal.trim(general, seqOf.parse(3));
		expect(texts(await journal.after(general, beforeFirst, 10))).toEqual(["three"]);
		await journal.trim(general, seqOf.parse(1000));
		await journal.trim(general, seqOf.parse(2));
		expect(await journal.after(general, beforeFirst, 10)).toEqual([]);
		const { journal: again } = await reopen();
		expect(await again.heads(new Map())).toEqual(new Map([[general, 3]]));
		const [next] = await again.append([said(general, "four")]);
		expect(next?.event.seq).toBe(4);
	});
}

function duplicateTests(current: Current, reopen: Reopen): void {
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

function readingTests(current: Current, reopen: Reopen): void {
	test("after and before give pages in ascending order that meet without a gap", async () => {
		const { journal } = current();
		await make(journal, general, random);
		await journal.append(numbers(2, 10).map((n) => said(general, `${n}`)));
		const page = async (read: Promise<readonly RoomEvent[]>) =>
			(await read).map((event) => event.seq);
		expect(await page(journal.after(general, beforeFirst, 4))).toEqual([1, 2, 3, 4]);
		expect(await page(journal.after(general, seqOf.parse(4), 4))).toEqual([5, 6, 7, 8]);
		expect(await page(journal.after(general, seqOf.parse(8), 4))).toEqual([9, 10]);
		expect(await page(journal.after(general, seqOf.parse(10), 4))).toEqual([]);
		expect(await page(journal.before(general, seqOf.parse(11), 4))).toEqual([7, 8, 9, 10]);
		expect(await page(journal.before(general, seqOf.parse(7), 4))).toEqual([3, 4, 5, 6]);
		expect(await page(journal.before(general, seqOf.parse(3), 4))).toEqual([1, 2]);
		expect(await page(journal.before(general, seqOf.parse(1), 4))).toEqual([]);
		expect(await page(journal.after(roomName.parse("#nowhere"), beforeFirst, 4))).toEqual([]);
		expect(await page(journal.after(general, beforeFirst, 0))).toEqual([]);
		expect(await page(journal.after(general, beforeFirst, -1))).toEqual([]);
	});

	test("heads names the rooms that moved, and no other", async () => {
		const { journal } = current();
		await make(journal, general, random);
		const known = await journal.heads(new Map());
		expect(known).toEqual(
			new Map([
				[general, 1],
				[random, 1],
			]),
		);
		expect(await journal.heads(known)).toEqual(new Map());
		await journal.append([said(random, "moved")]);
		expect(await journal.heads(known)).toEqual(new Map([[random, 2]]));
	});

	test("a read mark never goes back, whatever the order and over a restart", async () => {
		const { journal } = current();
		await make(journal, general, random);
		const mark = (n: number) => journal.markRead(ann, general, seqOf.parse(n));
		expect(await Promise.all([mark(3), mark(5), mark(4)])).toEqual([3, 5, 5]);
		const { journal: again } = await reopen();
		expect(await again.markRead(ann, general, seqOf.parse(2))).toBe(5);
		await again.markRead(bob, random, seqOf.parse(1));
		expect(await again.readMarks(ann)).toEqual(new Map([[general, 5]]));
		expect(await again.readMarks(bob)).toEqual(new Map([[random, 1]]));
	});
}

function projectionTests(current: Current, reopen: Reopen): void {
	test("members, topic and kind follow the log", async () => {
		const { journal } = current();
		const by = (event: "join" | "part", who: AccountName) =>
			draft({ room: general, at: 1, by: who, type: event });
		await journal.append([
			created(general),
			draft({ room: direct, at: 1, by: ann, type: "create", kind: "direct", with: [ann, bob] }),
			...[by("join", ann), by("join", ann), by("join", bob), by("part", ann)],
			draft({ room: general, at: 1, by: bob, type: "topic", topic: "tea" }),
			draft({ room: general, at: 1, by: bob, type: "topic", topic: "cake" }),
		]);
		const expected = [
			{ room: general, kind: "public", topic: "cake", head: 7, members: [bob] },
			{ room: direct, kind: "direct", topic: "", head: 1, members: [ann, bob] },
		];
		expect(await journal.rooms()).toEqual(expected);
		expect(await (await reopen()).journal.rooms()).toEqual(expected);
	});

	test("a duplicate does not change a projection", async () => {
		const { journal } = current();
		await make(journal, general);
		const join = joined(general);
		await journal.append([join]);
		await journal.append([draft({ room: general, at: 2, by: ann, type: "part" }), join]);
		expect((await journal.rooms())[0]?.members).toEqual([]);
	});
}

function accountTests(current: Current, reopen: Reopen): void {
	const account = { account: ann, name: "Ann", role: "member" } as const;

	test("an account is found by any spelling of its name, also after a restart", async () => {
		expect(await current().accounts.add(account)).toEqual(account);
		const { accounts } = await reopen();
		expect(await accounts.find("aNN")).toEqual(account);
		expect(await accounts.find("anna")).toBeUndefined();
		expect(await accounts.all()).toEqual([account]);
	});

	test("an account that is there already stays as it is", async () => {
		const { accounts } = current();
		const other = { account: accountName.parse("ANN"), name: "Other", role: "owner" } as const;
		const added = await Promise.all([accounts.add(account), accounts.add(other)]);
		expect(added).toEqual([account, account]);
		expect(await accounts.all()).toEqual([account]);
	});

	test("a display name changes, the name of the account does not", async () => {
		const { accounts } = current();
		await accounts.add(account);
		await accounts.rename(ann, "Ann Lee");
		expect(await accounts.find("ann")).toEqual({ ...account, name: "Ann Lee" });
		await expect(accounts.rename(bob, "Bob")).rejects.toMatchObject({ outcome: "none" });
	});

	test("a token logs in as its account until all of the account's are revoked", async () => {
		const { accounts } = current();
		await accounts.add(account);
		await accounts.add({ account: bob, name: "Bob", role: "guest" });
		const [first, second] = await Promise.all([accounts.issueToken(ann), accounts.issueToken(ann)]);
		const others = await accounts.issueToken(bob);
		expect(new Set([first, second, others]).size).toBe(3);
		expect(first).toMatch(/^[\w-]{43}$/);
		const { accounts: again } = await reopen();
		expect(await again.byToken(first)).toEqual(account);
		expect(await again.byToken(second)).toEqual(account);
		await again.revokeTokens(ann);
		expect(await again.byToken(first)).toBeUndefined();
		expect(await again.byToken(second)).toBeUndefined();
		expect(await again.byToken(others)).toMatchObject({ account: bob });
		expect(await again.byToken("")).toBeUndefined();
	});

	test("there is no token for an account that is not there", async () => {
		const { accounts } = current();
		const [refused, added] = await Promise.allSettled([
			accounts.issueToken(bob),
			accounts.add(account),
		]);
		expect(refused).toMatchObject({ reason: { name: "JournalError", outcome: "none" } });
		expect(added.status).toBe("fulfilled");
	});
}

/** A message by Ann, with a fresh id. */
export function said(room: RoomName, text: string): Draft {
	return message(room, newMessageId(), text);
}

/** The event that makes a public room. */
export function created(room: RoomName): Draft {
	return draft({ room, at: 1, by: ann, type: "create", kind: "public" });
}

function message(room: RoomName, id: MessageId, text: string): Draft {
	return { key: id, event: { room, at: 1_700_000_000_000, by: ann, type: "message", id, text } };
}

function joined(room: RoomName): Draft {
	return draft({ room, at: 1, by: ann, type: "join" });
}

function draft(event: EventDraft): Draft {
	return { key: newMessageId(), event };
}

async function make(journal: Journal, ...rooms: readonly RoomName[]): Promise<void> {
	await journal.append(rooms.map(created));
}

function events(receipts: readonly Receipt[]): RoomEvent[] {
	return receipts.map(({ event }) => event);
}

function texts(log: readonly RoomEvent[]): string[] {
	return log.map((event) => (event.type === "message" ? event.text : event.type));
}

function numbers(from: number, to: number): Seq[] {
	return Array.from({ length: to - from + 1 }, (_, index) => seqOf.parse(from + index));
}
