import { newMessageId } from "@partyline/shared/protocol/ids";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connectionLimit } from "../../apps/server/src/doors/connection-limit.ts";
import { serverLimits } from "../../apps/server/src/limits.ts";
import { type Guest, TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";

const room = "#general";
const { crowdSessions, comingsNamed } = serverLimits;
/** Two for each of them, as the daemon is in this process. */
const descriptors = 2 * (crowdSessions + 2 * comingsNamed) + 200;
const atOnce = 100;

let server: TestDaemon;
let watcher: NativePeer;

async function gather(count: number, name: string): Promise<Guest[]> {
	const all: Guest[] = [];
	while (all.length < count) {
		const size = Math.min(atOnce, count - all.length);
		const group = Array.from({ length: size }, (_, at) => join(`${name}-${all.length + at}`));
		all.push(...(await Promise.all(group)));
	}
	return all;
}

async function join(name: string): Promise<Guest> {
	// On a busy machine one of them may say nothing for a second, and is met as a person.
	const guest = await server.guest(name, { skipsText: true });
	await guest.peer.call("join", { room });
	return guest;
}

/** What a peer was told of the room after a seq, in order: each seq, or the range that was left out. */
async function toldOf(peer: NativePeer, after: number, upTo: number) {
	const told: { from: number; to: number; joined?: number; left?: number }[] = [];
	await peer.eventsUpTo(room, upTo);
	for (const { seq } of peer.events(room)) if (seq > after) told.push({ from: seq, to: seq });
	for (const frame of peer.inbox)
		if (frame.type === "notification" && frame.method === "limited")
			told.push(frame.params as { from: number; to: number; joined: number; left: number });
	return told.filter(({ to }) => to > after).sort((a, b) => a.from - b.from);
}

describe.skipIf(connectionLimit() < descriptors)("a crowd (needs 2,400 open files)", () => {
	beforeAll(async () => {
		server = await TestDaemon.start();
		watcher = await server.member("watcher");
		await gather(crowdSessions, "guest");
	}, 60_000);
	afterAll(async () => {
		await server[Symbol.asyncDispose]();
	});

	test("is told how many joined and can fetch who, and everything else is told as ever", async () => {
		const before = await watcher.call("post", { room, id: newMessageId(), text: "before" });
		const person = server.plain();
		await person.signIn("nat");
		const newcomers = await gather(2 * comingsNamed, "late");
		const said = await watcher.call("post", { room, id: newMessageId(), text: "after" });
		const told = await toldOf(watcher, before.seq, said.seq);
		expect(told.map(({ from }) => from)).toEqual([
			before.seq + 1,
			...told.slice(0, -1).map(({ to }) => to + 1),
		]);
		const [missed] = told.filter(({ joined = 0 }) => joined >= comingsNamed);
		if (missed === undefined) throw new Error("All of them were named.");
		const { events } = await watcher.call("history", { room, after: missed.from - 1, limit: 200 });
		expect(events.slice(0, missed.joined).map(({ type }) => type)).toEqual(
			Array.from({ length: missed.joined ?? 0 }, () => "join"),
		);
		await person.sees(" people joined");
		await person.sees("<watcher> after");
		// Each of those who came was told of themselves.
		for (const { peer, login } of newcomers)
			expect((await peer.eventsUpTo(room, said.seq)).some(({ by }) => by === login.account)).toBe(
				true,
			);
	}, 60_000);

	test("is told how many left, and each of those of themselves", async () => {
		const goers = await gather(2 * comingsNamed, "goer");
		const before = await watcher.call("post", { room, id: newMessageId(), text: "stay" });
		await Promise.all(goers.map(({ peer }) => peer.call("leave", { room })));
		const said = await watcher.call("post", { room, id: newMessageId(), text: "gone" });
		const told = await toldOf(watcher, before.seq, said.seq);
		expect(told.map(({ from }) => from)).toEqual([
			before.seq + 1,
			...told.slice(0, -1).map(({ to }) => to + 1),
		]);
		expect(told.some(({ left = 0 }) => left >= comingsNamed)).toBe(true);
		for (const { peer, login } of goers) {
			await peer.call("ping", {});
			expect(peer.events(room).at(-1)).toMatchObject({ type: "part", by: login.account });
		}
	}, 60_000);

	test("is not told who is typing", async () => {
		const [typist] = await gather(1, "typist");
		if (typist === undefined) throw new Error("nobody");
		await typist.peer.call("typing", { room, on: true });
		await watcher.call("ping", {});
		const told = watcher.inbox.map((frame) => frame.type === "notification" && frame.method);
		expect(told).not.toContain("typing");
	}, 60_000);

	test("is not told who of it is there again after a cut, but that many are, and by whom it is asked who", async () => {
		const members = await gather(2 * comingsNamed, "often");
		const tokens = members.map(({ login }) => login.token);
		for (const { peer } of members) peer.end();
		await Promise.all(members.map(({ peer }) => peer.ended()));
		await watcher.next("crowd");
		await Promise.all(tokens.map((token) => server.device(token)));
		expect(await watcher.next("crowd")).toEqual({ room });
		const { members: listed } = await watcher.call("members", { room, after: "often-0" });
		expect(listed.filter(({ state }) => state === "online").length).toBeGreaterThan(50);
	}, 60_000);
});
