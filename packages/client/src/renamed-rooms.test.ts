import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const [old, next, last] = ["#old", "#new", "#last"];

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(old, "ann", "bob");
	return server;
}

/** A client of ann that retries at once. */
function open(server: FakeServer, options: Partial<ClientOptions> = {}) {
	const { port } = server;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	const rooms = () => client.joinedRooms().map(({ room }): string => room);
	/** Each event that was told, by the room and seq it was told under. */
	const events = () =>
		notices.all.flatMap((n) => (n.type === "event" ? [`${n.event.room} ${n.event.seq}`] : []));
	const renames = () =>
		notices.all.flatMap((n) => (n.type === "renamed" ? [`${n.from} ${n.to}`] : []));
	const resets = () => notices.all.flatMap((n) => (n.type === "reset" ? [n.from] : []));
	const heard = (room: string, seq: number) =>
		notices.until(() => events().at(-1) === `${room} ${seq}`);
	return { client, notices, rooms, events, renames, resets, heard };
}

async function start(server: FakeServer, options: Partial<ClientOptions> = {}) {
	const opened = open(server, options);
	opened.client.start();
	await opened.client.live();
	return opened;
}

/** Cuts the line, and lets things happen before it is back. */
async function away(
	server: FakeServer,
	{ client, notices }: Awaited<ReturnType<typeof start>>,
	happen: () => void,
) {
	const waiting = notices.status("waiting");
	server.cutAll();
	happen();
	await waiting;
	await client.live();
}

const seqs = (room: string, from: number, to: number) =>
	Array.from({ length: to - from + 1 }, (_, at) => `${room} ${from + at}`);

test("a room renamed while we are in it goes on under its new name, and the old one still finds it", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.say(old, "bob", "before");
	server.rename(old, next);
	server.say(next, "bob", "after");
	await ann.heard(next, 3);
	expect(ann.events()).toEqual([`${old} 1`, `${next} 2`, `${next} 3`]);
	expect([ann.renames(), ann.rooms()]).toEqual([[`${old} ${next}`], [next]]);
	await ann.client.members(next);
	expect(server.paramsOf("rooms"), "nothing had to be looked up").toEqual([]);
	await ann.client.post(old, "by the old name").kept;
	expect(server.paramsOf("post")).toMatchObject([{ room: next }]);
	const told = ann.notices.all.flatMap(({ type }) =>
		type === "renamed" || type === "rooms" ? [type] : [],
	);
	expect(told.slice(-2), "the list is told after it").toEqual(["renamed", "rooms"]);
});

test("a loop over the events of a room goes on when it is renamed", async () => {
	const server = await startServer();
	const ann = await start(server);
	const events = ann.client.events(old);
	server.say(old, "bob", "before");
	server.rename(old, next);
	server.say(next, "bob", "after");
	const got = [await events.next(), await events.next(), await events.next()];
	expect(got.map(({ value }) => value.seq)).toEqual([1, 2, 3]);
});

test.each(["all", "latest"] as const)(
	"a room renamed twice while we were away brings everything once under its name of today, catching up on %s",
	async (catchUp) => {
		const server = await startServer();
		const ann = await start(server, { catchUp });
		server.say(old, "bob", "before");
		await ann.heard(old, 1);
		await away(server, ann, () => {
			server.rooms.fill(old, 3);
			server.rename(old, next);
			server.rooms.fill(next, 3);
			server.rename(next, last);
		});
		server.say(last, "bob", "after");
		await ann.heard(last, 10);
		expect(ann.events()).toEqual([`${old} 1`, ...seqs(last, 2, 10)]);
		expect([ann.renames(), ann.rooms(), ann.resets()]).toEqual([[`${old} ${last}`], [last], []]);
	},
);

test("a long absence in which a room was renamed is caught up on like any other", async () => {
	const server = await startServer();
	const [all, latest] = [await start(server), await start(server, { catchUp: "latest" })];
	server.say(old, "bob", "before");
	await Promise.all([all.heard(old, 1), latest.heard(old, 1)]);
	const waits = [all, latest].map(({ notices }) => notices.status("waiting"));
	server.cutAll();
	server.rooms.fill(old, 300);
	server.rename(old, next);
	server.rooms.fill(next, 300);
	await Promise.all(waits);
	await Promise.all([all.heard(next, 602), latest.heard(next, 602)]);
	expect(all.events()).toEqual([`${old} 1`, ...seqs(next, 2, 602)]);
	expect(latest.events()).toEqual([`${old} 1`, ...seqs(next, 403, 602)]);
	expect([all.resets(), latest.resets()]).toEqual([[], [403]]);
});

test("a page that was read before the room was renamed is told under its new name", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.rooms.fill(old, 2);
	server.overrideOnce("history", ({ params, peer }) => {
		const page = server.rooms.answer("history", peer, params);
		server.rename(old, next);
		return page;
	});
	server.say(old, "bob", "after the gap");
	await ann.heard(next, 4);
	expect(ann.events()).toEqual(seqs(next, 1, 4));
});

test("a room renamed back has its old name, and brings everything once", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.rename(old, next);
	await ann.heard(next, 1);
	await away(server, ann, () => server.rename(next, old));
	server.say(old, "bob", "after");
	await ann.heard(old, 3);
	expect(ann.events()).toEqual([`${next} 1`, `${old} 2`, `${old} 3`]);
	expect(ann.renames()).toEqual([`${old} ${next}`, `${next} ${old}`]);
});

test("a room whose renaming we were not sent is found again by its next event", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.say(old, "bob", "before");
	await ann.heard(old, 1);
	// As of a connection that took too little too slowly.
	server.rooms.rename(old, next);
	for (const peer of server.peers) {
		peer.live.add(next);
		peer.notify("limited", { room: next, from: 2, to: 2 });
	}
	await ann.heard(next, 2);
	server.say(next, "bob", "after");
	await ann.heard(next, 3);
	expect(ann.events()).toEqual([`${old} 1`, `${next} 2`, `${next} 3`]);
	expect(ann.renames()).toEqual([`${old} ${next}`]);
});

test("a room renamed between login and sync is ours under its new name", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.overrideOnce("sync", () => {
		server.rename(old, next);
		return undefined;
	});
	await away(server, ann, () => {});
	server.say(next, "bob", "after");
	await ann.heard(next, 2);
	expect([ann.events(), ann.rooms()]).toEqual([seqs(next, 1, 2), [next]]);
});

test("the next process goes on where the last one was, though the room was renamed in between", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const first = await start(server, { stateDir });
	server.rooms.fill(old, 2);
	server.say(old, "bob", "before");
	await first.heard(old, 3);
	first.client.rememberRoom(old);
	await first.client.close();
	server.rename(old, next);
	server.rooms.fill(next, 2);
	const again = await start(server, { stateDir });
	await again.heard(next, 6);
	expect(again.events()).toEqual(seqs(next, 4, 6));
	expect([again.renames(), again.rooms(), again.client.lastRoom()]).toEqual([
		[`${old} ${next}`],
		[next],
		next,
	]);
	const kept = again.client.cachedPage(next).map(({ room, seq }) => `${room} ${seq}`);
	expect(kept).toEqual(seqs(next, 1, 6));
	expect(again.client.cachedPage(old)).toEqual(again.client.cachedPage(next));
	await again.client.close();
	const third = await start(server, { stateDir });
	expect([third.renames(), third.events(), third.rooms()]).toEqual([[], [], [next]]);
});

test("what two processes on one folder keep of a renamed room is one room's", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const [one, two] = [await start(server, { stateDir }), await start(server, { stateDir })];
	server.say(old, "bob", "before");
	await Promise.all([one.heard(old, 1), two.heard(old, 1)]);
	server.rename(old, next);
	server.say(next, "bob", "after");
	await Promise.all([one.heard(next, 3), two.heard(next, 3)]);
	await one.client.close();
	server.say(next, "bob", "later");
	await two.heard(next, 4);
	await two.client.close();
	for (const { events } of [one, two])
		expect(events().slice(0, 2)).toEqual([`${old} 1`, `${next} 2`]);
	const third = await start(server, { stateDir });
	expect([third.events(), third.rooms()]).toEqual([[], [next]]);
	expect(third.client.cachedPage(next)).toHaveLength(4);
});

test("a process that learns late of a name which another one knows already moves what it still has", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const late = await start(server, { stateDir });
	server.say(old, "bob", "before");
	await late.heard(old, 1);
	// It hears nothing of it, as on a line that broke without a word.
	for (const peer of server.peers) peer.live.clear();
	server.rename(old, next);
	const knows = await start(server, { stateDir });
	await knows.client.close();
	await late.client.close();
	const third = open(server, { stateDir });
	third.client.start();
	await third.client.live();
	expect([third.rooms(), third.renames().length <= 1]).toEqual([[next], true]);
	server.say(next, "bob", "after");
	await third.heard(next, 3);
	expect(third.events().at(-1)).toBe(`${next} 3`);
	expect(new Set(third.events()).size).toBe(third.events().length);
});

test("what waits in the outbox goes to the room under its new name, in the order it was written", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir });
	server.override("post", () => "silence");
	ann.client.post(old, "one");
	ann.client.post(old, "two");
	await ann.notices.until(() => server.paramsOf("post").length === 1);
	server.rename(old, next);
	await ann.heard(next, 1);
	expect(ann.client.outbox().map(({ room }) => room)).toEqual([next, next]);
	const third = ann.client.post(next, "three");
	await ann.client.members(next);
	expect(server.paramsOf("post"), "one at a time, whatever the room is called").toHaveLength(1);
	server.override("post", () => undefined);
	server.cutAll();
	await third.kept;
	const texts = server.rooms.logs.get(next)?.flatMap(({ text }) => (text ? [text] : []));
	expect([texts, ann.client.outbox()]).toEqual([["one", "two", "three"], []]);
});

test("a room read while there was no connection is marked read under its new name", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.say(old, "bob", "before");
	await ann.heard(old, 1);
	const waiting = ann.notices.status("waiting");
	server.cutAll();
	ann.client.read(old, 1);
	server.rename(old, next);
	await waiting;
	await ann.client.live();
	await ann.notices.until(() => server.paramsOf("read").length === 1);
	expect(server.paramsOf("read")).toEqual([{ room: next, seq: 1 }]);
	expect(ann.client.joinedRooms()).toMatchObject([{ room: next, readSeq: 1 }]);
});

test("a room that we want to be in is not made again under the name it had", async () => {
	const server = await startServer();
	server.rename(old, next);
	const ann = await start(server, { rooms: [old] });
	expect([ann.rooms(), server.paramsOf("create"), server.paramsOf("join")]).toEqual([
		[next],
		[],
		[],
	]);
});

test("the title of a private room takes nothing from a public room of that name", async () => {
	const server = await startServer();
	server.rooms.openPrivate("@secret000", old, "ann");
	const ann = await start(server);
	const rename = { by: "ann", type: "rename", was: old, name: next };
	server.publish(server.rooms.append("@secret000", rename));
	await ann.heard("@secret000", 1);
	server.say(old, "bob", "still here");
	await ann.heard(old, 1);
	expect([ann.renames(), ann.rooms()]).toEqual([[], [old, "@secret000"]]);
});
