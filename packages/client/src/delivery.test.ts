import { join } from "node:path";
import type { MessageEvent } from "@partyline/shared/protocol/events";
import {
	accountName,
	cursor,
	messageId,
	newMessageId,
	roomName,
} from "@partyline/shared/protocol/ids";
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

type Open = { id: string; params: object; answer: (error?: Error) => void };

/** A server that keeps what it gets, and answers as and when a test says. */
function arrange(outbox: Outbox = memoryOutbox()) {
	const clock = new ManualClock();
	const notices: PostNotice[] = [];
	const kept: { room: string; id: string }[] = [];
	const open: Open[] = [];
	const failures: unknown[] = [];
	const history = { epoch: "e1" };
	const delivery = new Delivery({
		outbox,
		clock,
		random: () => 1,
		epoch: () => history.epoch,
		notify: (notice) => void (notice.type === "post" && notices.push(notice)),
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
				open.push({ id: params.id, params, answer });
			})) as Call;
		delivery.begin(call);
	};
	const cut = () => {
		for (const { answer } of open.splice(0)) answer(new ClosedError("cut"));
		delivery.stop();
	};
	const post = (room: number, details: { replyTo?: number } = {}) => {
		const id = newMessageId();
		return delivery.add({ id, room: rooms[room]!, text: "hi", ...details, createdAt: clock.now() });
	};
	return {
		clock,
		notices,
		kept,
		open,
		failures,
		history,
		delivery,
		outbox,
		keep,
		connect,
		cut,
		post,
	};
}

/** The event that a post in the first room became. */
function eventOf(id: string): MessageEvent {
	const by = accountName.parse("ann");
	const at = { room: rooms[0]!, seq: cursor.parse(7), at: 1 };
	return { ...at, by, type: "message", id: messageId.parse(id), text: "hi" };
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

const owner = { server: "localhost:7420", account: "ann" as never };

function openFile(folder: string) {
	const path = join(folder, "outbox.db");
	return openDatabase({ path, synchronous: "FULL", version: 2, schema: outboxSchema });
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

test.each([
	["sends it", (process: Arranged) => process.connect()],
	["shows it", (process: Arranged) => process.delivery.entries()],
])(
	"a post of an earlier process is told as kept once to one that %s, though another hears of it first",
	async (_, begin) => {
		const [other, successor] = arrangeTwo();
		const { id } = other.post(0);
		begin(successor);
		other.delivery.onOwnMessage(eventOf(id));
		successor.delivery.onOwnMessage(eventOf(id));
		takeOpen(successor)?.answer();
		await settle();
		expect(successor.outbox.entries()).toEqual([]);
		expect(successor.notices).toEqual([
			{ type: "post", state: "kept", id, room: rooms[0], seq: 7, at: 1 },
		]);
	},
);

test("a post that the user drops in another window is not sent by the one that waits for it", async () => {
	const [one, two] = arrangeTwo();
	const { id, kept } = one.post(0);
	expect(two.delivery.drop(id)?.text).toBe("hi");
	const next = one.post(0);
	one.connect();
	await settle();
	expect(one.open.map((open) => open.id)).toEqual([next.id]);
	takeOpen(one)!.answer();
	await next.kept;
	await expect(kept).rejects.toThrow("The post was dropped.");
	expect(one.open).toEqual([]);
	expect(states(one)).toEqual(["pending", "pending", "kept", "dropped"]);
	expect(one.notices.at(-1)).toMatchObject({ state: "dropped", entry: { id } });
	expect(states(two)).toEqual(["dropped"]);
});

test.each([
	["in its window", (one: Arranged) => one],
	["in another one", (_: Arranged, two: Arranged) => two],
])(
	"a post dropped %s while the server has it wait is not sent again, and holds up nobody",
	async (_, choose) => {
		const [one, two] = arrangeTwo();
		one.connect();
		const [dropped, next] = [one.post(0), one.post(0)];
		takeOpen(one)!.answer(later());
		await settle();
		choose(one, two).delivery.drop(dropped.id);
		one.clock.pass(30_000);
		await settle();
		expect(one.open.map(({ id }) => id)).toEqual([next.id]);
		takeOpen(one)!.answer();
		await next.kept;
		await settle();
		await expect(dropped.kept).rejects.toThrow("The post was dropped.");
		expect([one.open, one.failures]).toEqual([[], []]);
		expect(states(one).filter((state) => state === "dropped")).toHaveLength(1);
	},
);

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

const replies: [string, (one: Arranged, two: Arranged) => Arranged][] = [
	["by the process that wrote it", (one) => one],
	["by another one", (_, two) => two],
	[
		"after another one has sent it",
		(one, two) => {
			two.outbox.remove(two.outbox.entries()[0]!.id);
			return one;
		},
	],
];

test.each(replies)(
	"a reply to a message of an earlier history is sent %s as a message of its own",
	async (_, choose) => {
		const [one, two] = arrangeTwo();
		one.post(0, { replyTo: 3 });
		for (const { history } of [one, two]) history.epoch = "e2";
		const sender = choose(one, two);
		for (const entry of sender.delivery.entries()) expect(entry).not.toHaveProperty("replyTo");
		sender.connect();
		await settle();
		const { id, room, params } = { room: rooms[0], ...sender.open[0]! };
		expect(params).toEqual({ id, room, text: "hi" });
	},
);

test("a reply to a message of the history of now stays one, and what another process drops is only the old ones", async () => {
	const [one, two] = arrangeTwo();
	one.post(0, { replyTo: 3 });
	two.history.epoch = "e2";
	const { id } = two.post(1, { replyTo: 4 });
	one.outbox.dropReplies("e2");
	expect(two.delivery.entries().map(({ replyTo }) => replyTo)).toEqual([undefined, 4]);
	two.connect();
	await settle();
	expect(two.open.map(({ params }) => params)).toContainEqual({
		id,
		room: rooms[1],
		text: "hi",
		replyTo: 4,
	});
});

test("replies that a disk will not have changed are told in words", () => {
	const database = openFile(temporaryFolder(onTestFinished));
	const outbox = fileOutbox(database, owner);
	database.exec("PRAGMA query_only = 1");
	expect(() => outbox.dropReplies("e2")).toThrow(
		new StorageError("Replies to messages that are gone cannot be changed on this machine's disk."),
	);
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
