import { expect, onTestFinished, test } from "vitest";
import { fileOutbox } from "./outbox-file.ts";
import {
	type Arranged,
	arrange,
	eventOf,
	later,
	never,
	rooms,
	settle,
	takeOpen,
} from "./testing/delivery-rig.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { openFile, owner } from "./testing/outbox-on-disk.ts";

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
