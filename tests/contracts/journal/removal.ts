import type { EventDraft } from "@partyline/server/ports";
import { beforeFirst, seq as seqOf } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { ann, draft, events, general, make, numbers, random, said } from "../support/drafts.ts";
import type { Current, Reopen } from "./store.ts";

/** What a journal promises of removal: what is taken back is read without its text. */
export function removalTests(current: Current, reopen: Reopen): void {
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
