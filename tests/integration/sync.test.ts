import { newMessageId } from "@partyline/shared/protocol/ids";
import type { Result } from "@partyline/shared/protocol/methods";
import { describe, expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";

const room = "#general";

function post(peer: NativePeer, text: string, where = room) {
	return peer.call("post", { room: where, id: newMessageId(), text });
}

function seqsOf(missing: Result<"sync">["rooms"][string] | undefined): readonly number[] {
	return missing !== undefined && "events" in missing ? missing.events.map(({ seq }) => seq) : [];
}

describe("sync", () => {
	test("gives what was missed, and the room is live from there", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		const bob = await server.member("bob");
		ann.peer.socket.destroy();
		for (const text of ["one", "two", "three"]) await post(bob, text);
		const { peer } = await server.device(ann.login.token);
		const { rooms } = await peer.call("sync", { rooms: { [room]: 3 } });
		expect(seqsOf(rooms[room])).toEqual([4, 5, 6]);
		await post(bob, "four");
		expect((await peer.eventsUpTo(room, 7)).map(({ seq }) => seq)).toEqual([7]);
	});

	test("or join makes a room live; nothing is until then", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		const { peer } = await server.device(ann.login.token);
		await post(ann.peer, "hello");
		await ann.peer.eventsUpTo(room, 3);
		await peer.call("ping", {});
		expect(peer.events(room)).toEqual([]);
	});

	test("while another posts at full speed leaves no hole and gives nothing twice", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		const bob = await server.member("bob");
		let posting = true;
		const posted = (async () => {
			while (posting) await postAll(bob, 64);
		})();
		for (let round = 0; round < 15; round++) {
			await bob.eventsUpTo(room, 3 + round * 200);
			const { peer, login } = await server.device(ann.login.token);
			const cursor = Math.max(3, (login.rooms[0]?.lastSeq ?? 3) - 20);
			const { rooms } = await peer.call("sync", { rooms: { [room]: cursor } });
			const missing = rooms[room];
			const limitedTo = missing !== undefined && "limited" in missing ? missing.to : cursor;
			const from = seqsOf(missing).at(-1) ?? limitedTo;
			expect(seqsOf(missing)).toEqual(range(cursor + 1, from).slice(0, seqsOf(missing).length));
			const live = (await peer.eventsUpTo(room, from + 50)).map(({ seq }) => seq);
			expect(live).toEqual(range(from + 1, live.at(-1) ?? 0));
			peer.socket.destroy();
		}
		posting = false;
		await posted;
		const all = bob.events(room).map(({ seq }) => seq);
		expect(all).toEqual(range(3, all.at(-1) ?? 0));
	});

	test("of more than 200 events names the range to fetch, and is live after it", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		await postAll(ann.peer, 201);
		const { peer } = await server.device(ann.login.token);
		const { rooms } = await peer.call("sync", { rooms: { [room]: 2 } });
		expect(rooms[room]).toEqual({ limited: true, from: 3, to: 203 });
		await post(ann.peer, "live");
		expect((await peer.eventsUpTo(room, 204)).map(({ seq }) => seq)).toEqual([204]);
		const { peer: other } = await server.device(ann.login.token);
		const second = await other.call("sync", { rooms: { [room]: 4 } });
		expect(seqsOf(second.rooms[room])).toEqual(range(5, 204));
	});

	test("of what does not fit in a frame names the range too", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		await ann.peer.call("create", { room: "#tea" });
		for (const where of [room, "#tea"])
			for (let count = 0; count < 3; count++) await post(ann.peer, "x".repeat(16_384), where);
		const { peer } = await server.device(ann.login.token);
		const { rooms } = await peer.call("sync", { rooms: { [room]: 2, "#tea": 2 } });
		expect(seqsOf(rooms[room])).toEqual([3, 4, 5]);
		expect(rooms["#tea"]).toEqual({ limited: true, from: 3, to: 5 });
	});

	test("of 200 rooms with the longest names fits in a frame", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		const rooms = Array.from({ length: 190 }, (_, index) => `#${"\u{10428}".repeat(45)}${index}`);
		await Promise.all(rooms.map((each) => ann.peer.call("create", { room: each })));
		await Promise.all(range(1, 3).map(() => post(ann.peer, "x".repeat(14_000), rooms[0])));
		const { peer } = await server.device(ann.login.token);
		const cursors = rooms.map((each) => [each, 0] as const);
		const { rooms: missing } = await peer.call("sync", { rooms: Object.fromEntries(cursors) });
		expect(Object.keys(missing).length).toBe(190);
	});

	test("from a seq that the room does not have is refused, and nothing became live", async () => {
		await using server = await TestDaemon.start();
		const ann = await server.guest("ann");
		await ann.peer.call("join", { room });
		await ann.peer.call("create", { room: "#tea" });
		const { peer } = await server.device(ann.login.token);
		const ahead = await peer.refusal("sync", { rooms: { "#tea": 2, [room]: 99 } });
		expect(ahead.why).toBe("unknown_seq");
		await post(ann.peer, "hello", "#tea");
		await ann.peer.eventsUpTo("#tea", 3);
		await peer.call("ping", {});
		expect(peer.events("#tea")).toEqual([]);
	});

	test("of more than 200 rooms, or of what is no room, is refused", async () => {
		await using server = await TestDaemon.start();
		const { peer } = await server.guest("ann");
		const many = Object.fromEntries(range(1, 201).map((index) => [`#room-${index}`, 0]));
		expect((await peer.refusal("sync", { rooms: many })).message).toContain("at most 200 rooms");
		expect((await peer.refusal("sync", { rooms: { "no room": 0 } })).why).toBe("invalid_params");
		expect(await peer.call("sync", { rooms: {} })).toEqual({ rooms: {} });
	});
});

/** Posts as fast as the connection takes it. */
async function postAll(peer: NativePeer, count: number): Promise<void> {
	await Promise.all(range(1, count).map((index) => post(peer, `number ${index}`)));
}

function range(from: number, to: number): number[] {
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}
