import { expect, test } from "vitest";
import { StorageError } from "./errors.ts";
import { memoryOutbox, type Outbox } from "./outbox.ts";
import { arrange, eventOf, never, settle } from "./testing/delivery-rig.ts";

/** An outbox whose disk a test fills and frees. */
function failingOutbox() {
	const outbox = memoryOutbox();
	const disk = { isFull: false };
	const guard = () => {
		if (disk.isFull) throw new Error("database or disk is full");
	};
	const failing: Outbox = {
		...outbox,
		first: (room, except) => outbox.first(room, except),
		remove(id) {
			guard();
			return outbox.remove(id);
		},
		drop(id) {
			guard();
			return outbox.drop(id);
		},
		refuse(id, refusal) {
			guard();
			outbox.refuse(id, refusal);
		},
	};
	return { failing, disk };
}

test("a post that was acked while the disk is full is not sent again, and goes once it can", async () => {
	const { failing, disk } = failingOutbox();
	const { open, connect, post, outbox, notices, delivery, failures } = arrange(failing);
	connect();
	disk.isFull = true;
	const [first, second] = [post(0), post(0)];
	open.shift()!.answer();
	await first.kept;
	await settle();
	expect(open.map(({ id }) => id)).toEqual([second.id]);
	expect(delivery.entries().map(({ id }) => id)).toEqual([second.id]);
	expect(outbox.entries()).toHaveLength(2);
	disk.isFull = false;
	open.shift()!.answer();
	await second.kept;
	await settle();
	expect([open, outbox.entries(), failures]).toEqual([[], [], []]);
	expect(notices.map(({ state }) => state)).toEqual(["pending", "pending", "kept", "kept"]);
});

test("a post that was acked while the disk is full is told once, though its event comes when it is free", async () => {
	const { failing, disk } = failingOutbox();
	const { open, connect, post, notices, delivery } = arrange(failing);
	connect();
	const { id } = post(0);
	disk.isFull = true;
	open.shift()!.answer();
	await settle();
	disk.isFull = false;
	delivery.onOwnMessage(eventOf(id));
	expect(notices.map(({ state }) => state)).toEqual(["pending", "kept"]);
});

test("a post that was refused while the disk is full is not sent again, and noted once it can be", async () => {
	const { failing, disk } = failingOutbox();
	const { open, connect, post, outbox, delivery, cut } = arrange(failing);
	connect();
	disk.isFull = true;
	const { id, kept } = post(0);
	open.shift()!.answer(never());
	await expect(kept).rejects.toMatchObject({ code: "not_a_member" });
	cut();
	connect();
	await settle();
	expect(open).toEqual([]);
	expect(delivery.entries()).toMatchObject([{ id, refused: { code: "not_a_member" } }]);
	disk.isFull = false;
	cut();
	connect();
	expect(outbox.entries()).toMatchObject([{ id, refused: { code: "not_a_member" } }]);
});

test("a post that cannot be taken off the disk is told in words", () => {
	const { failing, disk } = failingOutbox();
	const { post, delivery } = arrange(failing);
	const { id } = post(0);
	disk.isFull = true;
	expect(() => delivery.drop(id)).toThrow(StorageError);
});
