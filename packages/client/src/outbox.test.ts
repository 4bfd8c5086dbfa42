import { messageId, newMessageId } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { StorageError } from "./errors.ts";
import { memoryOutbox, type Outbox } from "./outbox.ts";
import { fileOutbox } from "./outbox-file.ts";
import { rooms } from "./testing/delivery-rig.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { openFile, owner } from "./testing/outbox-on-disk.ts";

const kinds: [string, () => Outbox][] = [
	["in memory", memoryOutbox],
	["on disk", () => fileOutbox(openFile(temporaryFolder(onTestFinished)), owner)],
];

test.each(kinds)(
	"an outbox %s gives its entries back in the order they were written",
	(_, make) => {
		const outbox = make();
		const ids = ["b", "a", "c"].map((digit) =>
			messageId.parse(`01890000-0000-7000-8000-00000000000${digit}`),
		);
		for (const [at, id] of ids.entries())
			outbox.add({
				id,
				room: rooms[at % 2]!,
				text: `${at}`,
				createdAt: at,
				replyTo: 3,
				action: true,
			});
		expect(outbox.entries()).toEqual(
			ids.map((id, at) => ({
				id,
				room: rooms[at % 2],
				text: `${at}`,
				createdAt: at,
				replyTo: 3,
				action: true,
			})),
		);
		expect(outbox.first(rooms[0]!, new Set())?.id).toBe(ids[0]);
		expect(outbox.first(rooms[0]!, new Set([ids[0]!]))?.id).toBe(ids[2]);
		outbox.refuse(ids[0]!, { code: "not_a_member", reason: "no" });
		expect(outbox.first(rooms[0]!, new Set())?.id).toBe(ids[2]);
		expect(outbox.rooms()).toEqual([rooms[1], rooms[0]]);
		expect(outbox.remove(ids[1]!)?.text).toBe("1");
		expect(outbox.remove(ids[1]!)).toBeUndefined();
		outbox.dropReplies("e2");
		expect(outbox.entries().map((entry) => entry.replyTo)).toEqual([undefined, undefined]);
		expect(outbox.entries()[0]?.refused).toEqual({ code: "not_a_member", reason: "no" });
	},
);

test("two processes share an outbox, and what one wrote is there for the other", () => {
	const folder = temporaryFolder(onTestFinished);
	const [one, two] = [openFile(folder), openFile(folder)];
	const id = newMessageId();
	fileOutbox(one, owner).add({ id, room: rooms[0]!, text: "hi", createdAt: 1 });
	const other = fileOutbox(two, owner);
	expect(other.entries()).toHaveLength(1);
	expect(other.remove(id)?.text).toBe("hi");
	expect(fileOutbox(one, owner).remove(id)).toBeUndefined();
	expect(fileOutbox(one, { ...owner, server: "elsewhere:1" }).entries()).toEqual([]);
});

test("what was dropped long ago is remembered no more", () => {
	const database = openFile(temporaryFolder(onTestFinished));
	const outbox = fileOutbox(database, owner);
	const [old, young] = [newMessageId(), newMessageId()];
	for (const id of [old, young]) outbox.add({ id, room: rooms[0]!, text: "hi", createdAt: 1 });
	outbox.drop(old);
	database.exec("UPDATE drops SET dropped_at = dropped_at - 31 * 24 * 3600");
	outbox.drop(young);
	expect([outbox.isDropped(old), outbox.isDropped(young)]).toEqual([false, true]);
});

test("replies that a disk will not have changed are told in words", () => {
	const database = openFile(temporaryFolder(onTestFinished));
	const outbox = fileOutbox(database, owner);
	database.exec("PRAGMA query_only = 1");
	expect(() => outbox.dropReplies("e2")).toThrow(
		new StorageError("Replies to messages that are gone cannot be changed on this machine's disk."),
	);
});
