import type { EventDraft, Found, Journal, Searched } from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import type { MessageId, RoomName } from "@partyline/shared/protocol/ids";
import { beforeFirst, newMessageId, roomName, seq as seqOf } from "@partyline/shared/protocol/ids";
import { words } from "@partyline/shared/text/words";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ann, bob, draft, general, joined, make, numbers, random, said } from "./support/drafts.ts";

/** What a journal promises of searching: it finds what a look at every text finds. */
export function searchTests(current: () => Journal, reopen: () => Promise<Journal>): void {
	test("what was acked is found by its words, the newest first, and nothing else", async () => {
		const journal = current();
		await make(journal, general, random);
		await journal.append([
			said(general, "the hub is in src/server/hub.ts"),
			said(general, "a hubcap"),
			said(random, "HUB, says the Server"),
			joined(general),
			draft({ room: general, at: 2, by: ann, type: "topic", topic: "the hub of the server" }),
		]);
		const both = { rooms: [general, random], limit: 10 };
		expect(await find(journal, { ...both, text: "server hub" })).toEqual([
			"HUB, says the Server",
			"the hub is in src/server/hub.ts",
		]);
		expect(await find(journal, { ...both, text: "hubs" })).toEqual([]);
		expect(await find(journal, { ...both, text: "?!" })).toEqual([]);
		expect(await find(journal, { ...both, text: "hub", limit: 0 })).toEqual([]);
	});

	test("nobody finds what is in a room that is not asked for, by whatever words", async () => {
		const journal = current();
		await make(journal, general, random);
		await journal.append([said(random, "the cake #1 #2 @Ann is a lie")]);
		for (const text of ["cake", "#1", "#2", "@Ann", "1 2 ann", '"', "cake OR lie", "ca*"]) {
			expect(await find(journal, { text, rooms: [general], limit: 10 })).toEqual([]);
			expect(await find(journal, { text, rooms: [], limit: 10 })).toEqual([]);
		}
		const nowhere = roomName.parse("#nowhere");
		expect(await find(journal, { text: "cake", rooms: [nowhere], limit: 10 })).toEqual([]);
	});

	test("a message is found by many words, and in one of many rooms", async () => {
		const journal = current();
		const rooms = numbers(1, 60).map((number) => roomName.parse(`#room-${number}`));
		await make(journal, ...rooms);
		const text = numbers(1, 900)
			.map((number) => `word${number}`)
			.join(" ");
		await journal.append(rooms.map((room) => said(room, `${text} ${room.slice(1)}`)));
		const all = { text, rooms, limit: 100 };
		expect(await findAll(journal, all)).toHaveLength(60);
		expect(await findAll(journal, { ...all, text: `${text} room 7` })).toHaveLength(1);
		expect(await findAll(journal, { ...all, rooms: rooms.slice(3) })).toHaveLength(57);
	});

	test("a message is found in one of hundreds of rooms, and none of the others", async () => {
		const journal = current();
		const rooms = numbers(1, 300).map((number) => roomName.parse(`#room-${number}`));
		await make(journal, ...rooms);
		await journal.append(rooms.map((room) => said(room, `tea in ${room}`)));
		for (const count of [1, 255, 256, 257, 299]) {
			const found = await find(journal, {
				text: "tea",
				rooms: rooms.slice(1, 1 + count),
				limit: 300,
			});
			expect(found).toHaveLength(count);
			expect(found.at(-1)).toBe("tea in #room-2");
		}
	});

	test("a page of long texts is a short one, and the pages together have them all", async () => {
		const journal = current();
		await make(journal, general);
		const texts = numbers(1, 30).map((number) => `tea ${number} ${"é".repeat(8_000)}`);
		await journal.append(texts.map((text) => said(general, text)));
		const wanted = { text: "tea", rooms: [general], limit: 200 };
		const { hits, more } = await whole(journal, wanted);
		expect(more).toBe(true);
		expect(hits.length).toBeGreaterThanOrEqual(1);
		const bytes = hits.reduce((sum, { event }) => sum + Buffer.byteLength(event.text), 0);
		expect(bytes).toBeLessThanOrEqual(64 * 1024);
		expect(await findAll(journal, wanted)).toEqual(texts.toReversed());
		expect(await findAll(journal, { ...wanted, limit: 1 })).toEqual(texts.toReversed());
	});

	test("what is longer than any word hides none of the words beside it", async () => {
		const journal = current();
		await make(journal, general, random);
		// In Arabic letters it is 43 KB.
		const texts = ["x".repeat(16_000), "ﷲ".repeat(5_400)].map((blob) => `before ${blob} after`);
		await journal.append(texts.map((text) => said(general, text)));
		const wanted = { text: "before after", rooms: [general], limit: 10 };
		expect(await findAll(journal, wanted)).toEqual(texts.toReversed());
		await journal.append([
			draft({
				room: general,
				at: 2,
				by: ann,
				type: "redact",
				seqs: [seqOf.parse(2), seqOf.parse(3)],
			}),
		]);
		expect(await findAll(await reopen(), wanted)).toEqual([]);
	});

	test("what is taken back is found no more, nor what is trimmed away, and what comes after it is", async () => {
		const journal = current();
		await make(journal, general, random);
		await journal.append([said(random, "kept"), said(general, "one"), said(general, "two")]);
		const wanted = { rooms: [general, random], limit: 10 };
		expect(await find(journal, { ...wanted, text: "two" })).toEqual(["two"]);
		const seqs = [seqOf.parse(2)];
		await journal.append([draft({ room: general, at: 2, by: ann, type: "redact", seqs })]);
		expect(await find(journal, { ...wanted, text: "one" })).toEqual([]);
		// The last event of all goes with them, so that an engine may give its place anew.
		await journal.trim(general, seqOf.parse(5));
		expect(await find(journal, { ...wanted, text: "two" })).toEqual([]);
		await journal.append([said(general, "three"), said(general, "four")]);
		const again = await reopen();
		for (const text of ["three", "four", "kept"])
			expect(await find(again, { ...wanted, text })).toEqual([text]);
	});

	test("what was stored is found after closing and opening, however soon it was closed", async () => {
		const journal = current();
		await make(journal, general);
		await journal.append(numbers(1, 300).map((number) => said(general, `tea number ${number}`)));
		const again = await reopen();
		const wanted = { rooms: [general], limit: 1000, text: "tea" };
		expect(await find(again, wanted)).toHaveLength(300);
		const once = await reopen();
		expect(await find(once, wanted)).toHaveLength(300);
	});

	test("a room that was renamed is searched by its new name, and by the old until the process ends", async () => {
		const journal = current();
		await make(journal, general);
		await journal.append([said(general, "before")]);
		const rename = { room: general, at: 2, by: ann, type: "rename", name: random, was: general };
		await journal.append([draft(rename as EventDraft), said(general, "after")]);
		for (const room of [general, random]) {
			const found = await journal.search({ text: "before", rooms: [room], limit: 10 });
			expect(found).toMatchObject({ hits: [{ event: { room: random, text: "before" } }] });
		}
	});

	test("of many searches at once each is answered or told that there are too many, and then there is room again", async () => {
		const journal = current();
		await make(journal, general);
		await journal.append([said(general, "tea")]);
		const wanted = { text: "tea", rooms: [general], limit: 10 };
		const answers = await Promise.all(numbers(1, 200).map(() => journal.search(wanted)));
		const found = answers.filter((answer) => typeof answer === "object");
		expect(found.length).toBeGreaterThan(0);
		for (const { hits } of found) expect(hits).toHaveLength(1);
		expect(new Set(answers.filter((answer) => typeof answer === "string"))).toEqual(
			new Set(["busy"]),
		);
		expect(await find(journal, wanted)).toEqual(["tea"]);
	});

	test("a search that is under way does not keep the journal from closing", async () => {
		const journal = current();
		await make(journal, general);
		const wanted = { text: "tea", rooms: [general], limit: 10 };
		const searches = Promise.allSettled(numbers(1, 5).map(() => journal.search(wanted)));
		await journal.close();
		for (const search of await searches)
			if (search.status === "rejected")
				expect(search.reason).toMatchObject({ name: "JournalError", outcome: "none" });
		await expect(journal.search(wanted)).rejects.toMatchObject({ name: "JournalError" });
	});

	test("any search over any log finds what a look at every text finds, page by page", async () => {
		let run = 0;
		await fc.assert(
			fc.asyncProperty(anyDeeds, fc.array(anySearch, { maxLength: 6 }), async (deeds, searches) => {
				run += 1;
				const journal = current();
				const rooms = [0, 1, 2].map((index) => roomName.parse(`#search-${run}-${index}`));
				await make(journal, ...rooms);
				const world: World = { journal, rooms, order: [] };
				for (const deed of deeds) {
					if (deed.type === "search") await look(world, deed.search);
					else await act(world, deed);
				}
				for (const search of searches) await look(world, search);
			}),
			{ numRuns: 60 },
		);
	});
}

/** Texts of which some have words in common, in several scripts and spellings. */
const anyText = fc
	.array(
		fc.constantFrom(
			...[
				"tea",
				"Tea",
				"TEÁ",
				"the tea-pot",
				"hub.ts",
				"src/hub",
				"東京",
				"東京都",
				"京都",
				"서버가",
				"서버",
			],
			...["", "…", "\u{1f375}", "x_y", "ſtraße", "STRASSE", "OR", '"', "#1", "@Ann", "42"],
		),
		{ maxLength: 4 },
	)
	.map((parts) => parts.join(" "));

const anySearch = fc.record({
	text: anyText,
	rooms: fc.subarray([0, 1, 2]),
	by: fc.option(fc.constantFrom(ann, bob), { nil: undefined }),
	before: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
	after: fc.option(fc.integer({ min: 0, max: 10 }), { nil: undefined }),
	limit: fc.integer({ min: 1, max: 4 }),
});
type AnySearch = typeof anySearch extends fc.Arbitrary<infer S> ? S : never;

const anyRoom = fc.integer({ min: 0, max: 2 });
const anyDeed = fc.oneof(
	{
		weight: 6,
		arbitrary: fc.record({
			...{ type: fc.constant("say" as const), room: anyRoom, text: anyText },
			...{ by: fc.constantFrom(ann, bob), at: fc.integer({ min: 0, max: 10 }) },
		}),
	},
	{ weight: 1, arbitrary: fc.record({ type: fc.constant("join" as const), room: anyRoom }) },
	{
		weight: 2,
		arbitrary: fc.record({
			...{ type: fc.constant("redact" as const), room: anyRoom },
			seqs: fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
		}),
	},
	{
		weight: 1,
		arbitrary: fc.record({
			...{ type: fc.constant("trim" as const), room: anyRoom },
			below: fc.integer({ min: 1, max: 12 }),
		}),
	},
	{ weight: 1, arbitrary: fc.record({ type: fc.constant("search" as const), search: anySearch }) },
);
const anyDeeds = fc.array(anyDeed, { maxLength: 25 });
type AnyDeed = Exclude<
	typeof anyDeed extends fc.Arbitrary<infer D> ? D : never,
	{ type: "search" }
>;

/** A journal, the rooms of one run, and the ids of what was said there, in order. */
type World = {
	readonly journal: Journal;
	readonly rooms: readonly RoomName[];
	readonly order: MessageId[];
};

/** Does something in one of the rooms; `order` takes up the ids of what is said. */
async function act({ journal, rooms, order }: World, deed: AnyDeed): Promise<void> {
	const room = rooms[deed.room]!;
	switch (deed.type) {
		case "say": {
			const id = newMessageId();
			const { by, at, text } = deed;
			await journal.append([{ key: id, event: { room, at, by, type: "message", id, text } }]);
			order.push(id);
			break;
		}
		case "join":
			await journal.append([joined(room)]);
			break;
		case "redact": {
			const seqs = deed.seqs.map((each) => seqOf.parse(each));
			await journal.append([draft({ room, at: 1, by: ann, type: "redact", seqs })]);
			break;
		}
		case "trim":
			await journal.trim(room, seqOf.parse(deed.below));
	}
}

/** Compares a search, page by page, with a look at every text that the rooms have now. */
async function look({ journal, rooms, order }: World, search: AnySearch): Promise<void> {
	const asked = search.rooms.map((index) => rooms[index]!);
	const { before = Number.POSITIVE_INFINITY, after = 0 } = search;
	const logs = await Promise.all(asked.map((room) => journal.after(room, beforeFirst, 1000)));
	const wanted = words(search.text);
	const expected = logs
		.flat()
		.filter((event) => event.type === "message")
		.filter(({ by, at }) => (search.by ?? by) === by && after <= at && at < before)
		.filter(({ redacted, text }) => {
			const has = new Set(words(text));
			return redacted !== true && wanted.length > 0 && wanted.every((word) => has.has(word));
		})
		.sort((one, other) => order.indexOf(other.id) - order.indexOf(one.id));
	const found: RoomEvent[] = [];
	for (let older: number | undefined; ; ) {
		const page = await whole(journal, {
			...{ text: search.text, rooms: asked, limit: search.limit },
			...(search.by !== undefined && { by: search.by }),
			...(search.before !== undefined && { before: search.before }),
			...(search.after !== undefined && { after: search.after }),
			...(older !== undefined && { older }),
		});
		found.push(...page.hits.map(({ event }) => event));
		expect(page.hits.length).toBeLessThanOrEqual(search.limit);
		if (!page.more) break;
		older = page.hits.at(-1)?.place;
	}
	expect(found).toEqual(expected);
}

/** Searches until nothing is missing from the index. */
async function whole(journal: Journal, wanted: Searched): Promise<Found> {
	for (;;) {
		const found = await journal.search(wanted);
		if (typeof found === "string") throw new Error(`The search was answered with ${found}.`);
		if (!found.partial) return found;
	}
}

/** The texts of all pages. */
async function findAll(journal: Journal, wanted: Searched): Promise<string[]> {
	const texts: string[] = [];
	for (let older: number | undefined; ; ) {
		const { hits, more } = await whole(journal, {
			...wanted,
			...(older !== undefined && { older }),
		});
		texts.push(...hits.map(({ event }) => event.text));
		if (!more) return texts;
		older = hits.at(-1)?.place;
	}
}

/** The texts of a page. */
async function find(journal: Journal, wanted: Searched): Promise<string[]> {
	return (await whole(journal, wanted)).hits.map(({ event }) => event.text);
}
