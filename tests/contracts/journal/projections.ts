import type { AccountName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { ann, bob, created, draft, general, joined, make } from "../support/drafts.ts";
import { direct } from "./direct-room.ts";
import type { Current, Reopen } from "./store.ts";

/** Of a room nothing was set, and of its log nothing trimmed. */
const plain = { state: {}, floor: 0 };

/** What a journal promises of projections: they say of a room what its log says. */
export function projectionTests(current: Current, reopen: Reopen): void {
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
