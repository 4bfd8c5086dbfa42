import type { RoomName } from "@partyline/shared/protocol/ids";
import { seq as seqOf } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { ann, bob, draft, general, make } from "../support/drafts.ts";
import type { Current, Reopen } from "./store.ts";

/** What a store promises of keeping order: one ban of somebody, and acts without a gap. */
export function orderTests(current: Current, reopen: Reopen): void {
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
