import { accountName, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import type { Hub } from "../hub.ts";
import { type Acts, type Journal, JournalError } from "../ports.ts";
import { storeAct } from "./acts.ts";

const by = accountName.parse("ann");
const who = accountName.parse("bob");
const room = roomName.parse("#tea");
const draft = { key: newMessageId(), event: { room, at: 1, by, type: "kick" as const, who } };

/** A hub that keeps in which order it was asked to store what. */
function arrange(journal: Partial<Journal>) {
	const asked: string[] = [];
	const acts: Partial<Acts> = {
		append: async (act) => {
			asked.push("act");
			return { ...act, act: 1 };
		},
	};
	const hub = {
		rooms: new Map(),
		renamed: new Map(),
		clock: { now: () => 1 },
		acts,
		journal: {
			append: (drafts: Parameters<Journal["append"]>[0]) => {
				asked.push("events");
				return journal.append?.(drafts);
			},
		},
	};
	// Only what is asked for here.
	return { hub: hub as unknown as Hub, asked };
}

test("an event and the act that tells of it are given to the journal in one turn, which commits them together", async () => {
	const { hub, asked } = arrange({ append: async () => [] });
	const stored = storeAct(hub, [draft], { by, what: "kick", who, room });
	expect(asked).toEqual(["events", "act"]);
	await stored;
});

test("what the journal cannot take is a refusal that says so", async () => {
	const { hub } = arrange({ append: () => Promise.reject(new JournalError("full", "none")) });
	await expect(storeAct(hub, [draft], { by, what: "kick", who, room })).rejects.toMatchObject({
		code: "storage_unavailable",
	});
});
