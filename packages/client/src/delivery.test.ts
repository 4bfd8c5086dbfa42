import { join } from "node:path";
import { messageId, newMessageId, roomName } from "@partyline/shared/protocol/ids";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import type { Call } from "./calls.ts";
import type { PostNotice } from "./client-api.ts";
import { openDatabase } from "./database.ts";
import { Delivery } from "./delivery.ts";
import {
	ClosedError,
	ConnectionError,
	RequestError,
	StorageError,
	TimeoutError,
} from "./errors.ts";
import { memoryOutbox, type Outbox } from "./outbox.ts";
import { fileOutbox, outboxSchema } from "./outbox-file.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const rooms = ["#one", "#two"].map((name) => roomName.parse(name));

type Open = { id: string; answer: (error?: Error) => void };

/** A server that keeps what it gets, and answers as and when a test says. */
function arrange(outbox: Outbox = memoryOutbox()) {
	const clock = new ManualClock();
	const notices: PostNotice[] = [];
	const kept: { room: string; id: string }[] = [];
	const open: Open[] = [];
	const failures: unknown[] = [];
	const delivery = new Delivery({
		outbox,
		clock,
		random: () => 1,
		notify: (notice) => notices.push(notice),
		onFailure: (error) => failures.push(error),
	});
	const keep = (room: string, id: string) => {
		if (!kept.some((message) => message.id === id)) kept.push({ room, id });
		return { room, id, seq: kept.findIndex((message) => message.id === id) + 1, at: 1 };
	};
	const connect = () => {
		const call = ((_: "post", params: { room: string; id: string }) =>
			new Promise((resolve, reject) => {
				const answer = (error?: Error) =>
					error === undefined ? resolve(keep(params.room, params.id) as never) : reject(error);
				open.push({ id: params.id, answer });
			})) as Call;
		delivery.begin(call);
	};
	const cut = () => {
		for (const { answer } of open.splice(0)) answer(new ClosedError("cut"));
		delivery.stop();
	};
	const post = (room: number, text = "hi") =>
		delivery.add({ id: newMessageId(), room: rooms[room]!, text, createdAt: clock.now() });
	return { clock, notices, kept, open, failures, delivery, outbox, keep, connect, cut, post };
}

async function settle(): Promise<void> {
	for (let n = 0; n < 20; n++) await Promise.resolve();
}

const step = fc.oneof(
	{ weight: 5, arbitrary: fc.record({ do: fc.constant("post"), room: fc.nat(1) }) },
	{ weight: 4, arbitrary: fc.record({ do: fc.constant("ack"), which: fc.nat(3) }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("lose the ack") }) },
	{ weight: 2, arbitrary: fc.record({ do: fc.constant("say later"), which: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("refuse"), which: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("time out"), which: fc.nat(3) }) },
	{ weight: 1, arbitrary: fc.record({ do: fc.constant("cut") }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("connect") }) },
	{ weight: 3, arbitrary: fc.record({ do: fc.constant("wait") }) },
);

type Arranged = ReturnType<typeof arrange>;
type Step = { do: string; room?: number; which?: number };

const later = () => new RequestError("storage_unavailable", "later");
const never = () => new RequestError("not_a_member", "never");

function takeOpen({ open }: Arranged, which = 0): Open | undefined {
	return open.splice(which % Math.max(1, open.length), 1)[0];
}

async function perform(action: Step, arranged: Arranged, posted: { room: number; id: string }[]) {
	const { clock, connect, cut, post, open, keep } = arranged;
	if (action.do === "post") posted.push({ room: action.room!, id: post(action.room!).id });
	if (action.do === "ack") takeOpen(arranged, action.which)?.answer();
	if (action.do === "say later") takeOpen(arranged, action.which)?.answer(later());
	if (action.do === "refuse") takeOpen(arranged, action.which)?.answer(never());
	if (action.do === "time out") takeOpen(arranged, action.which)?.answer(new TimeoutError("slow"));
	if (action.do === "lose the ack") {
		for (const { id } of open) keep(rooms[posted.find((one) => one.id === id)!.room]!, id);
		cut();
	}
	if (action.do === "cut") cut();
	if (action.do === "connect") {
		cut();
		connect();
	}
	if (action.do === "wait") clock.pass(30_000);
	await settle();
}

async function ackEverything({ cut, connect, open, clock }: Arranged): Promise<void> {
	cut();
	connect();
	await settle();
	while (open.length > 0) {
		open.shift()!.answer();
		await settle();
		clock.pass(30_000);
	}
}

test("under any order of acks, cuts, refusals and timeouts each post is told once, in order, and none is lost", async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (script) => {
			const arranged = arrange();
			const posted: { room: number; id: string }[] = [];
			for (const action of script) await perform(action, arranged, posted);
			await ackEverything(arranged);

			const { notices, outbox, kept } = arranged;
			const told = (state: string) =>
				notices.flatMap((n) => (n.state === state ? [n.state === "kept" ? n.id : n.entry.id] : []));
			const refused = outbox.entries().map((entry) => entry.id);
			expect(refused.toSorted()).toEqual(told("refused").toSorted());
			expect([...told("kept"), ...refused].toSorted()).toEqual(
				posted.map(({ id }) => id).toSorted(),
			);
			for (const [at, room] of rooms.entries()) {
				const ofRoom = posted.filter((one) => one.room === at).map((one) => one.id);
				const keptIds = kept.filter((one) => one.room === room).map((one) => one.id);
				expect(keptIds).toEqual(ofRoom.filter((id) => keptIds.includes(id)));
			}
		}),
		{ numRuns: 300 },
	);
});

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
	const at = { room: rooms[0]!, seq: 7, at: 1 };
	delivery.onOwnMessage({ ...at, by: "ann", type: "message", id, text: "hi" } as never);
	expect(await kept).toEqual({ ...at, id });
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

const owner = { server: "localhost:7420", account: "ann" as never };

function openFile(folder: string) {
	const path = join(folder, "outbox.db");
	return openDatabase({ path, synchronous: "FULL", version: 1, schema: outboxSchema });
}

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
		outbox.dropReplies();
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

/** Two processes of one account on one outbox. */
function arrangeTwo() {
	const folder = temporaryFolder(onTestFinished);
	const [one, two] = [openFile(folder), openFile(folder)];
	return [arrange(fileOutbox(one, owner)), arrange(fileOutbox(two, owner))] as const;
}

const states = ({ notices }: Arranged) => notices.map(({ state }) => state);

test("a post that another process sent and was told of is settled here too, once", async () => {
	const [one, two] = arrangeTwo();
	one.connect();
	const [first, second] = [one.post(0), one.post(0)];
	two.connect();
	takeOpen(two)!.answer();
	await settle();
	takeOpen(two)!.answer();
	await settle();
	expect(one.outbox.entries()).toEqual([]);
	takeOpen(one)!.answer();
	expect(await first.kept).toMatchObject({ id: first.id });
	await settle();
	expect(one.open.map(({ id }) => id)).toEqual([second.id]);
	takeOpen(one)!.answer();
	expect(await second.kept).toMatchObject({ id: second.id });
	await settle();
	expect([one.open, states(one)]).toEqual([[], ["pending", "pending", "kept", "kept"]]);
});

test("a post that another process sent and was refused is told here too", async () => {
	const [one, two] = arrangeTwo();
	const { id, kept } = one.post(0);
	two.connect();
	takeOpen(two)!.answer(never());
	await settle();
	one.connect();
	await settle();
	expect(one.open.map((open) => open.id)).toEqual([id]);
	takeOpen(one)!.answer(never());
	await expect(kept).rejects.toMatchObject({ code: "not_a_member" });
	await settle();
	expect([one.open, states(one)]).toEqual([[], ["pending", "refused"]]);
	expect(one.outbox.entries()).toMatchObject([{ id, refused: { code: "not_a_member" } }]);
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
