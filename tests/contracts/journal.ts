import type {
	Account,
	Accounts,
	Acts,
	Bans,
	DeviceLabel,
	Draft,
	EventDraft,
	Invites,
	Journal,
	NewAccount,
	Receipt,
} from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { AccountName, RoomName } from "@partyline/shared/protocol/ids";
import {
	accountName,
	beforeFirst,
	newMessageId,
	roomName,
	seq as seqOf,
} from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { searchTests } from "./search.ts";
import {
	ann,
	bob,
	created,
	draft,
	events,
	general,
	joined,
	make,
	message,
	numbers,
	random,
	said,
	texts,
} from "./support/drafts.ts";

/** What is tested: a journal, the accounts beside it, and what keeps order. */
export type Store = {
	readonly journal: Journal;
	readonly accounts: Accounts;
	readonly invites: Invites;
	readonly bans: Bans;
	readonly acts: Acts;
};

/** A place where a store lives: opened again after it was closed, it is the same store. */
export type Place = { open(): Promise<Store>; remove(): Promise<void> };

const direct = roomName.parse("@0123456789");

/** Every promise of the ports of storage, for any implementation of them. */
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
		describe("removal", () => removalTests(() => store, reopen));
		describe("accounts", () => accountTests(() => store, reopen));
		describe("devices", () => deviceTests(() => store, reopen));
		describe("invitations", () => inviteTests(() => store, reopen));
		describe("order", () => orderTests(() => store, reopen));
		describe("searching", () =>
			searchTests(
				() => store.journal,
				async () => (await reopen()).journal,
			));
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

	test("a key finds the place of its event, also of one that was trimmed, and after a restart", async () => {
		const { journal } = current();
		await make(journal, general);
		const drafts = [said(general, "one"), joined(general)];
		const stored = events(await journal.append(drafts));
		await journal.trim(general, seqOf.parse(3));
		const { journal: again } = await reopen();
		for (const [index, { key }] of drafts.entries()) {
			const { room, seq, at, by } = stored[index]!;
			expect(await again.find(key)).toEqual({ room, seq, at, by });
		}
		expect(await again.find(newMessageId())).toBeUndefined();
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

/** Of a room nothing was set, and of its log nothing trimmed. */
const plain = { state: {}, floor: 0 };

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
			{ ...plain, room: general, kind: "public", topic: "cake", head: 7, members: [bob] },
			{ ...plain, room: direct, kind: "direct", topic: "", head: 1, members: [ann, bob] },
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

const label: DeviceLabel = { name: "laptop", client: "test/1", at: 5 };

function guest(account: AccountName, name: string = account): Account {
	return { account, name, role: "guest", state: "active" };
}

function wanted(account: AccountName, more: Partial<NewAccount> = {}): NewAccount {
	return { account, role: "member", password: "$argon2id$of-ann", at: 7, ...more };
}

function accountTests(current: Current, reopen: Reopen): void {
	test("a guest is found by any spelling of their name, also after a restart", async () => {
		expect(await current().accounts.add(guest(ann))).toEqual(guest(ann));
		const { accounts } = await reopen();
		expect(await accounts.find("aNN")).toEqual(guest(ann));
		expect(await accounts.find("anna")).toBeUndefined();
		expect(await accounts.all()).toEqual([guest(ann)]);
	});

	test("a guest who is there already stays as they are", async () => {
		const { accounts } = current();
		const other: Account = { ...guest(accountName.parse("ANN"), "Other"), role: "owner" };
		const added = await Promise.all([accounts.add(guest(ann)), accounts.add(other)]);
		expect(added).toEqual([guest(ann), guest(ann)]);
		expect(await accounts.all()).toEqual([guest(ann)]);
	});

	test("a display name changes, the name of the account does not", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		await accounts.rename(ann, "Ann Lee");
		expect(await accounts.find("ann")).toEqual(guest(ann, "Ann Lee"));
		await expect(accounts.rename(bob, "Bob")).rejects.toMatchObject({ outcome: "none" });
	});

	test("an account is made of a name that nobody has, or only a guest, who is one no more", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann, "Annie"));
		const asked = wanted(accountName.parse("ANN"));
		const member: Account = { ...guest(ann, "Ann"), role: "member", createdAt: asked.at };
		expect(await accounts.register(asked)).toEqual(member);
		expect(await accounts.register(wanted(ann))).toBe("name_taken");
		const admin = await accounts.register(wanted(bob, { role: "admin" }));
		expect(admin).toMatchObject({ account: bob, role: "admin" });
		const { accounts: again } = await reopen();
		expect(await again.all()).toEqual([member, admin]);
		expect(await again.passwordOf(ann)).toBe("$argon2id$of-ann");
	});

	test("of two accounts of one name at once one is made", async () => {
		const { accounts } = current();
		const made = await Promise.all([
			accounts.register(wanted(ann)),
			accounts.register(wanted(ann)),
		]);
		expect(made).toEqual([expect.objectContaining({ account: ann }), "name_taken"]);
	});

	test("a guest has no password, and a password that is taken away is gone", async () => {
		const { accounts } = current();
		await accounts.add(guest(bob));
		await accounts.register(wanted(ann));
		expect(await accounts.passwordOf(bob)).toBeUndefined();
		await accounts.setPassword(ann, "$argon2id$other");
		expect(await accounts.passwordOf(ann)).toBe("$argon2id$other");
		await accounts.setPassword(ann, undefined);
		expect(await (await reopen()).accounts.passwordOf(ann)).toBeUndefined();
	});

	test("roles and states are kept, and there are none of an account that is not there", async () => {
		const { accounts } = current();
		await accounts.register(wanted(ann));
		await accounts.setRole(ann, "owner");
		await accounts.setState(ann, "disabled");
		const { accounts: again } = await reopen();
		expect(await again.find("ann")).toMatchObject({ role: "owner", state: "disabled" });
		await expect(again.setRole(bob, "admin")).rejects.toMatchObject({ outcome: "none" });
		await expect(again.setState(bob, "active")).rejects.toMatchObject({ outcome: "none" });
	});

	test("whom one ignores is kept once each, and given by name", async () => {
		const { accounts } = current();
		await accounts.register(wanted(ann));
		const cleo = accountName.parse("Cleo");
		await accounts.setIgnored(ann, cleo, true);
		await accounts.setIgnored(ann, bob, true);
		await accounts.setIgnored(ann, bob, true);
		expect(await accounts.ignored(ann)).toEqual([bob, cleo]);
		await accounts.setIgnored(ann, cleo, false);
		const { accounts: again } = await reopen();
		expect(await again.ignored(ann)).toEqual([bob]);
		expect(await again.ignored(bob)).toEqual([]);
	});

	test("what is forgotten of an account is all that was its alone", async () => {
		const { journal, accounts } = current();
		await make(journal, general);
		await accounts.register(wanted(ann));
		await accounts.register(wanted(bob));
		for (const account of [ann, bob]) {
			await accounts.rename(account, "Somebody");
			await journal.markRead(account, general, seqOf.parse(1));
			await accounts.setIgnored(account, accountName.parse("Cleo"), true);
		}
		const [hers, his] = [
			await accounts.issueToken(ann, label),
			await accounts.issueToken(bob, label),
		];
		await accounts.forget(ann);
		const { journal: log, accounts: again } = await reopen();
		expect(await again.find("ann")).toMatchObject({ account: ann, name: ann });
		expect(await again.passwordOf(ann)).toBeUndefined();
		expect(await again.byToken(hers.token)).toBeUndefined();
		expect(await again.ignored(ann)).toEqual([]);
		expect(await log.readMarks(ann)).toEqual(new Map());
		expect(await again.find("bob")).toMatchObject({ name: "Somebody" });
		expect(await again.byToken(his.token)).toMatchObject({ account: { account: bob } });
		expect(await log.readMarks(bob)).toEqual(new Map([[general, 1]]));
		expect(await again.ignored(bob)).toHaveLength(1);
	});
}

function deviceTests(current: Current, reopen: Reopen): void {
	test("a token logs in as its account until all of the account's are revoked", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		await accounts.add(guest(bob));
		const issue = (account: AccountName) => accounts.issueToken(account, label);
		const [first, second] = await Promise.all([issue(ann), issue(ann)]);
		const others = await issue(bob);
		expect(new Set([first.token, second.token, others.token]).size).toBe(3);
		expect(first.token).toMatch(/^[\w-]{43}$/);
		const { accounts: again } = await reopen();
		for (const { token, device } of [first, second])
			expect(await again.byToken(token)).toEqual({ account: guest(ann), device });
		await again.revokeTokens(ann);
		expect(await again.byToken(first.token)).toBeUndefined();
		expect(await again.byToken(second.token)).toBeUndefined();
		expect(await again.byToken(others.token)).toMatchObject({ account: { account: bob } });
		expect(await again.byToken("")).toBeUndefined();
	});

	test("there is no token for an account that is not there", async () => {
		const { accounts } = current();
		const [refused, added] = await Promise.allSettled([
			accounts.issueToken(bob, label),
			accounts.add(guest(ann)),
		]);
		expect(refused).toMatchObject({ reason: { name: "JournalError", outcome: "none" } });
		expect(added.status).toBe("fulfilled");
	});

	test("devices are listed in the order of their tokens, with when they were seen last", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		const laptop = await accounts.issueToken(ann, label);
		const phone = await accounts.issueToken(ann, { name: "phone", client: "test/2", at: 6 });
		expect(laptop.device).toMatch(/^[0-9a-f]{12}$/);
		await accounts.seen(ann, laptop.device, 100);
		await accounts.seen(ann, laptop.device, 50);
		await accounts.seen(bob, phone.device, 100).catch(() => {});
		const { accounts: again } = await reopen();
		expect(await again.devices(ann)).toEqual([
			{ device: laptop.device, name: "laptop", client: "test/1", createdAt: 5, seenAt: 100 },
			{ device: phone.device, name: "phone", client: "test/2", createdAt: 6, seenAt: 6 },
		]);
		expect(await again.devices(bob)).toEqual([]);
	});

	test("one device is revoked, or all but one; and only by their own account", async () => {
		const { accounts } = current();
		await accounts.add(guest(ann));
		await accounts.add(guest(bob));
		const [one, two, three] = [
			await accounts.issueToken(ann, label),
			await accounts.issueToken(ann, label),
			await accounts.issueToken(ann, label),
		];
		expect(await accounts.revoke(bob, one.device)).toBe(false);
		expect(await accounts.revoke(ann, one.device)).toBe(true);
		expect(await accounts.revoke(ann, one.device)).toBe(false);
		await accounts.revokeTokens(ann, three.device);
		expect(await accounts.byToken(two.token)).toBeUndefined();
		expect((await accounts.devices(ann)).map(({ device }) => device)).toEqual([three.device]);
	});
}

const hashOf = (byte: number) => new Uint8Array(32).fill(byte);

function inviteTests(current: Current, reopen: Reopen): void {
	const usual = { uses: 2, expiresAt: 1_000, role: "member", createdAt: 1, by: ann } as const;

	test("an invitation is found by the hash of its code, and counts its uses", async () => {
		const { accounts, invites } = current();
		const made = await invites.create({ ...usual, room: general }, hashOf(1));
		expect(made).toEqual({ ...usual, id: made.id, room: general, used: 0, revoked: false });
		expect(await accounts.register(wanted(ann, { invite: hashOf(1) }))).toMatchObject({
			account: ann,
		});
		const { accounts: again, invites: stored } = await reopen();
		expect(await stored.byHash(hashOf(1))).toEqual({ ...made, used: 1 });
		expect(await stored.byHash(hashOf(2))).toBeUndefined();
		expect(await again.register(wanted(bob, { invite: hashOf(1) }))).toMatchObject({
			account: bob,
		});
		const late = wanted(accountName.parse("Cleo"), { invite: hashOf(1) });
		expect(await again.register(late)).toBe("invite_invalid");
		expect(await again.find("Cleo")).toBeUndefined();
	});

	test("the last use of one by twenty at once makes one account", async () => {
		const { accounts, invites } = current();
		await invites.create({ ...usual, uses: 1 }, hashOf(1));
		const made = await Promise.all(
			Array.from({ length: 20 }, (_, index) =>
				accounts.register(wanted(accountName.parse(`n${index}`), { invite: hashOf(1) })),
			),
		);
		expect(made.filter((one) => one === "invite_invalid")).toHaveLength(19);
		expect(await accounts.all()).toHaveLength(1);
	});

	test("one that has run out, was revoked or never was makes no account, nor does a link", async () => {
		const { accounts, invites } = current();
		await invites.create({ ...usual, expiresAt: 7 }, hashOf(1));
		const { id } = await invites.create(usual, hashOf(2));
		await accounts.register(wanted(bob));
		await invites.create({ ...usual, account: bob }, hashOf(3));
		expect(await invites.revoke(id)).toBe(true);
		expect(await invites.revoke(id)).toBe(false);
		for (const byte of [1, 2, 3, 4])
			expect(await accounts.register(wanted(ann, { invite: hashOf(byte) }))).toBe("invite_invalid");
		expect((await invites.all()).map(({ used, revoked }) => [used, revoked])).toEqual([
			[0, false],
			[0, true],
			[0, false],
		]);
	});

	test("a name that is taken leaves the invitation unused", async () => {
		const { accounts, invites } = current();
		await accounts.register(wanted(ann));
		await invites.create(usual, hashOf(1));
		expect(await accounts.register(wanted(ann, { invite: hashOf(1) }))).toBe("name_taken");
		expect(await invites.byHash(hashOf(1))).toMatchObject({ used: 0 });
	});

	test("the first account by an invitation is the owner's where there is none", async () => {
		const { accounts, invites } = current();
		expect(await accounts.register(wanted(ann))).toMatchObject({ role: "member" });
		await invites.create(usual, hashOf(1));
		const cleo = accountName.parse("Cleo");
		expect(await accounts.register(wanted(bob, { invite: hashOf(1) }))).toMatchObject({
			role: "owner",
		});
		expect(await accounts.register(wanted(cleo, { invite: hashOf(1) }))).toMatchObject({
			role: "member",
		});
	});

	test("a link sets the password of its account once, and ends its tokens", async () => {
		const { accounts, invites } = current();
		await accounts.register(wanted(ann));
		await accounts.register(wanted(bob));
		const { token } = await accounts.issueToken(ann, label);
		await invites.create({ ...usual, uses: 1, account: ann }, hashOf(1));
		const link = { invite: hashOf(1), at: 10 };
		expect(await accounts.resetPassword(bob, "$argon2id$new", link)).toBe(false);
		expect(await accounts.resetPassword(ann, "$argon2id$new", { ...link, at: 1_000 })).toBe(false);
		expect(await accounts.passwordOf(ann)).toBe("$argon2id$of-ann");
		expect(await accounts.byToken(token)).toBeDefined();
		await invites.create({ ...usual, uses: 1, account: ann }, hashOf(2));
		const both = ["$argon2id$one", "$argon2id$two"].map((one) =>
			accounts.resetPassword(ann, one, link),
		);
		expect(await Promise.all(both)).toEqual([true, false]);
		const { accounts: again } = await reopen();
		expect(await again.passwordOf(ann)).toBe("$argon2id$one");
		expect(await again.byToken(token)).toBeUndefined();
		// Another link that was made for the password of before is void with it.
		const other = { invite: hashOf(2), at: 10 };
		expect(await again.resetPassword(ann, "$argon2id$three", other)).toBe(false);
	});
}

function orderTests(current: Current, reopen: Reopen): void {
	test("of one account or network there is one ban, the last", async () => {
		const { bans } = current();
		const first = await bans.put({ account: bob, by: ann, at: 1, until: 5, reason: "spam" });
		const network = await bans.put({ network: "203.0.113.0/24", by: ann, at: 2 });
		const second = await bans.put({ account: bob, by: ann, at: 3 });
		expect(second.ban).not.toBe(first.ban);
		const { bans: again } = await reopen();
		expect(await again.all()).toEqual([network, second]);
		expect(await again.remove(first.ban)).toBe(false);
		expect(await again.remove(network.ban)).toBe(true);
		expect(await again.all()).toEqual([second]);
	});

	test("acts are numbered from 1 without a gap, and paged from the newest", async () => {
		const { acts } = current();
		const act = (at: number, room?: RoomName) =>
			acts.append({ at, by: ann, what: "kick", who: bob, ...(room && { room }) });
		const appended = await Promise.all([act(1), act(2, general), act(3), act(4, general)]);
		expect(appended.map((one) => one.act)).toEqual([1, 2, 3, 4]);
		const { acts: again } = await reopen();
		const numbersOf = async (page: Promise<readonly { act: number }[]>) =>
			(await page).map((one) => one.act);
		expect(await numbersOf(again.page({ limit: 3 }))).toEqual([4, 3, 2]);
		expect(await numbersOf(again.page({ limit: 3, before: 2 }))).toEqual([1]);
		expect(await numbersOf(again.page({ limit: 3, room: general }))).toEqual([4, 2]);
		expect(await again.get(2)).toEqual(appended[1]);
		expect(await again.get(5)).toBeUndefined();
		expect((await again.append({ at: 5, by: ann, what: "kick" })).act).toBe(5);
	});

	test("an act and the event it tells of, given in one turn, are both there after closing at once", async () => {
		const { journal, acts } = current();
		await make(journal, general);
		const kick = { room: general, at: 2, by: ann, type: "kick", who: bob } as const;
		const given = [
			journal.append([draft(kick)]),
			acts.append({ at: 2, by: ann, what: "kick", who: bob, room: general }),
		];
		const closed = journal.close();
		await Promise.all(given);
		await closed;
		const { journal: again, acts: kept } = await reopen();
		expect(await again.after(general, seqOf.parse(1), 10)).toMatchObject([kick]);
		expect(await kept.page({ limit: 10 })).toMatchObject([{ act: 1, what: "kick" }]);
	});

	test("an act is read back with all it has, and knows the one that undid it", async () => {
		const { acts } = current();
		const more = { reason: "rude", detail: "until tea", undo: "{}", room: general, who: bob };
		const ban = await acts.append({ at: 1, by: ann, what: "ban", ...more });
		const unban = await acts.append({ at: 2, by: ann, what: "unban", undoes: ban.act });
		const { acts: again } = await reopen();
		expect(await again.get(ban.act)).toEqual({ ...ban, ...more, undoneBy: unban.act });
		expect(await again.get(unban.act)).toEqual({ ...unban, undoes: ban.act });
	});
}

function removalTests(current: Current, reopen: Reopen): void {
	test("what is taken back is read without its text from then on, by whoever asks", async () => {
		const { journal } = current();
		await make(journal, general);
		const drafts = [said(general, "one"), said(general, "two"), said(general, "three")];
		await journal.append(drafts);
		const seqs = [seqOf.parse(2), seqOf.parse(4)];
		await journal.append([draft({ room: general, at: 2, by: ann, type: "redact", seqs })]);
		const gone = { type: "message", text: "", redacted: true };
		const { journal: again } = await reopen();
		const log = await again.after(general, seqOf.parse(1), 10);
		expect(log).toMatchObject([gone, { text: "two" }, gone, { type: "redact", seqs }]);
		expect((await again.append(drafts)).map(({ event }) => event)).toEqual(log.slice(0, 3));
	});

	test("only messages that were said before are taken back", async () => {
		const { journal } = current();
		await make(journal, general);
		await journal.append([draft({ room: general, at: 2, by: ann, type: "topic", topic: "tea" })]);
		const seqs = numbers(1, 5);
		await journal.append([
			draft({ room: general, at: 2, by: ann, type: "redact", seqs }),
			said(general, "later"),
		]);
		const log = await journal.after(general, seqOf.parse(1), 10);
		expect(log).toMatchObject([{ topic: "tea" }, { type: "redact" }, { text: "later" }]);
	});

	test("the first event since a time is found by the log, whatever the clock did", async () => {
		const { journal } = current();
		await make(journal, general);
		const topicAt = (at: number) => draft({ room: general, at, by: ann, type: "topic", topic: "" });
		await journal.append([10, 20, 15, 30].map(topicAt));
		expect(await journal.firstSince(general, 11)).toBe(3);
		expect(await journal.firstSince(general, 0)).toBe(1);
		expect(await journal.firstSince(general, 21)).toBe(5);
		expect(await journal.firstSince(general, 31)).toBeUndefined();
		expect(await journal.firstSince(random, 0)).toBeUndefined();
		const upTo = (last: number) => journal.firstSince(general, 11, seqOf.parse(last));
		expect(await upTo(2)).toBeUndefined();
		expect(await upTo(3)).toBe(3);
		expect(await upTo(100)).toBe(3);
	});

	test("a public room that is renamed has its whole log under the new name, and is found by the old", async () => {
		const { journal } = current();
		await make(journal, general);
		await journal.append([said(general, "before")]);
		const rename = { room: general, at: 2, by: ann, type: "rename", name: random, was: general };
		const late = said(general, "on its way");
		const both = [draft(rename as EventDraft), late];
		expect(events(await journal.append(both)).map(({ seq }) => seq)).toEqual([3, 4]);
		expect(await journal.heads(new Map())).toEqual(new Map([[random, 4]]));
		const { journal: again } = await reopen();
		const log = await again.after(random, beforeFirst, 10);
		expect(log.map(({ room }) => room)).toEqual([random, random, random, random]);
		expect(await again.rooms()).toMatchObject([{ room: random, state: { formerly: [general] } }]);
	});
}
