import type { RoomEvent } from "@partyline/shared/protocol/events";
import { beforeFirst, newMessageId, roomName, seq as seqOf } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import {
	ann,
	bob,
	events,
	general,
	joined,
	make,
	numbers,
	random,
	said,
} from "../support/drafts.ts";
import type { Current, Reopen } from "./store.ts";

/** What a journal promises of reading: pages, places, heads and read marks. */
export function readingTests(current: Current, reopen: Reopen): void {
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
