import { expect, test } from "vitest";
import {
	ClosedError,
	ConnectionError,
	RequestError,
	StorageError,
	TimeoutError,
} from "./errors.ts";
import { memoryOutbox } from "./outbox.ts";
import {
	type Arranged,
	arrange,
	eventOf,
	never,
	rooms,
	settle,
	takeOpen,
} from "./testing/delivery-rig.ts";

test("the next post of a room waits for the ack of the one before; other rooms do not wait", async () => {
	const { open, connect, post } = arrange();
	connect();
	const [first, second, other] = [post(0), post(0), post(1)];
	await settle();
	expect(open.map(({ id }) => id)).toEqual([first.id, other.id]);
	open.shift()!.answer();
	await settle();
	expect(open.map(({ id }) => id)).toEqual([other.id, second.id]);
});

test("a post told to come later goes out again after the time the server gave", async () => {
	const { open, connect, post, clock } = arrange();
	connect();
	post(0);
	takeOpen({ open } as Arranged)!.answer(new RequestError("rate_limited", "later", 700));
	await settle();
	clock.pass(699);
	await settle();
	expect(open).toEqual([]);
	clock.pass(1);
	await settle();
	expect(open).toHaveLength(1);
});

test("a post without an answer goes out again over the same connection", async () => {
	const { open, connect, post, clock } = arrange();
	connect();
	const { id } = post(0);
	open.shift()!.answer(new TimeoutError("slow"));
	await settle();
	clock.pass(30_000);
	await settle();
	expect(open.map((one) => one.id)).toEqual([id]);
});

test("a refused post stays with its reason until it is dropped, and holds up nobody", async () => {
	const { open, connect, post, delivery, outbox, notices } = arrange();
	connect();
	const [first, second] = [post(0), post(0)];
	open.shift()!.answer(never());
	await expect(first.kept).rejects.toMatchObject({ code: "not_a_member" });
	await settle();
	open.shift()!.answer();
	expect(await second.kept).toMatchObject({ id: second.id, seq: 1 });
	expect(outbox.entries()).toMatchObject([
		{ id: first.id, refused: { code: "not_a_member", reason: "never" } },
	]);
	expect(delivery.drop(first.id)?.text).toBe("hi");
	expect(outbox.entries()).toEqual([]);
	expect(notices.at(-1)).toMatchObject({ state: "dropped", entry: { id: first.id } });
});

test("the own message in the room's log is as good as an ack", async () => {
	const { open, connect, post, delivery, outbox, notices } = arrange();
	connect();
	const { id, kept } = post(0);
	delivery.onOwnMessage(eventOf(id));
	expect(await kept).toEqual({ room: rooms[0], seq: 7, at: 1, id });
	open.shift()!.answer();
	await settle();
	expect(outbox.entries()).toEqual([]);
	expect(notices.map((notice) => notice.state)).toEqual(["pending", "kept"]);
});

test("closing rejects who waits for an ack and keeps the post", async () => {
	const { post, delivery, outbox } = arrange();
	const { kept } = post(0);
	delivery.close();
	await expect(kept).rejects.toBeInstanceOf(ClosedError);
	expect(outbox.entries()).toHaveLength(1);
});

test("whatever keeps a room from being sent ends the connection, and the next one resends", async () => {
	const { open, connect, cut, post, failures } = arrange();
	connect();
	const { id, kept } = post(0);
	const strange = new ConnectionError("strange");
	open.shift()!.answer(strange);
	await settle();
	expect(failures).toEqual([strange]);
	cut();
	connect();
	expect(open.map((one) => one.id)).toEqual([id]);
	open.shift()!.answer();
	await kept;
	expect(failures).toEqual([strange]);
});

test("an outbox that cannot be read ends the connection", async () => {
	const outbox = memoryOutbox();
	const unreadable = () => {
		throw new Error("disk I/O error");
	};
	const { connect, post, failures } = arrange({ ...outbox, first: unreadable });
	connect();
	post(0);
	await settle();
	expect(failures).toEqual([expect.any(StorageError)]);
});

test("what a connection that is gone fails with ends no later one", async () => {
	const { open, connect, post, failures, delivery } = arrange();
	connect();
	post(0);
	const stale = open.shift()!;
	delivery.stop();
	connect();
	stale.answer(new ConnectionError("late"));
	await settle();
	expect(failures).toEqual([]);
});

test("a post dropped while it is under way and then refused is not told as refused", async () => {
	const { open, connect, post, delivery, notices } = arrange();
	connect();
	const { id } = post(0);
	delivery.drop(id);
	open.shift()!.answer(never());
	await settle();
	expect(notices.map(({ state }) => state)).toEqual(["pending", "dropped"]);
	expect(delivery.entries()).toEqual([]);
});

test("a server that says later and at once, again and again, is asked ever more seldom", async () => {
	const { open, connect, post, clock } = arrange();
	connect();
	post(0);
	let asked = 0;
	for (let second = 0; second < 600; second++) {
		for (; open.length > 0; asked++) {
			open.shift()!.answer(new RequestError("rate_limited", "later", 0));
			await settle();
		}
		clock.pass(1_000);
		await settle();
	}
	// Half a second, one, two, four … and then every thirty.
	expect(asked).toBeLessThan(30);
});
