import type { Draft } from "@partyline/server/ports";
import type { RoomEvent } from "@partyline/shared/protocol/events";
import { beforeFirst, newMessageId, seq as seqOf } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import {
	ann,
	bob,
	created,
	draft,
	events,
	general,
	joined,
	make,
	numbers,
	random,
	said,
	texts,
} from "../support/drafts.ts";
import { direct } from "./direct-room.ts";
import type { Current, Reopen } from "./store.ts";

/** What a journal promises of the log: what was acked is there, in order and without a gap. */
export function logTests(current: Current, reopen: Reopen): void {
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
