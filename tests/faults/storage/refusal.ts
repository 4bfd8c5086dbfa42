import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect } from "vitest";
import type { Machine } from "../../support/machine.ts";
import { NativePeer } from "../../support/native-peer.ts";
import type { Piped } from "../../support/processes.ts";

export const room = "#general";

/** What `post` is asked for. */
export type Post = { readonly room: string; readonly id: string; readonly text: string };

/** A message to say, under an id of its own. */
export function newPost(text: string): Post {
	return { room, id: newMessageId(), text };
}

/** A connection that has said hello. */
export async function greeted(machine: Machine): Promise<NativePeer> {
	const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
	await peer.call("hello", { protocol: 1, client: "test" });
	return peer;
}

/** Ann and Bob in the room with one message in it, and the token that brings Ann back. */
export async function meet(machine: Machine) {
	const ann = await greeted(machine);
	const { token = "" } = await ann.call("login", { guest: "ann" });
	await ann.call("join", { room });
	const bob = await machine.peer("bob");
	const { seq } = await ann.call("post", newPost("before"));
	await bob.eventsUpTo(room, seq);
	return { ann, bob, token, head: seq };
}

export type Meeting = Awaited<ReturnType<typeof meet>>;

/** Asks for posts that cannot be stored: each is refused with when to try again, and whoever listens hears nothing. */
export async function expectRefused({ ann, bob, head }: Meeting, posts: readonly Post[]) {
	for (const post of posts)
		expect(await ann.refusal("post", post)).toMatchObject({
			why: "storage_unavailable",
			data: { retryAfterMs: 1_000 },
		});
	expect((await ann.refusal("read", { room, seq: 1 })).why).toBe("storage_unavailable");
	for (const peer of [ann, bob]) {
		await peer.call("ping", {});
		expect(peer.events(room).at(-1)?.seq).toBe(head);
	}
}

/** What needs no storing goes on, for those who are in and for those who have a token. */
export async function expectTheRestToGoOn(machine: Machine, meeting: Meeting) {
	const { ann, bob, token, head } = meeting;
	const { events } = await bob.call("history", { room });
	expect(events.map(({ seq }) => seq)).toEqual(upTo(head));
	await ann.call("typing", { room, on: true });
	await bob.next("typing", ({ account }) => account === "ann");
	await ann.call("presence", { state: "away" });
	await bob.next("presence", ({ account, state }) => account === "ann" && state === "away");
	const device = await greeted(machine);
	const { rooms } = await device.call("login", { token });
	expect(rooms.map(({ lastSeq }) => lastSeq)).toEqual([head]);
	expect((await device.call("sync", { rooms: { [room]: head - 1 } })).rooms[room]).toEqual({
		events: events.slice(-1),
	});
	device.socket.destroy();
	// A new guest gets a token, which has to be stored: told so, and not cut.
	const stranger = await greeted(machine);
	expect((await stranger.refusal("login", { guest: "cleo" })).why).toBe("storage_unavailable");
	await stranger.call("ping", {});
	stranger.socket.destroy();
}

/** The same posts again are stored once each, right after what was there, and heard once. */
export async function expectKept({ ann, bob, head }: Meeting, posts: readonly Post[]) {
	const first: number[] = [];
	for (const post of posts) first.push((await ann.call("post", post)).seq);
	expect(first).toEqual(posts.map((_, index) => head + 1 + index));
	for (const [index, post] of posts.entries())
		expect(await ann.call("post", post)).toMatchObject({ seq: first[index], duplicate: true });
	const end = head + posts.length;
	for (const peer of [ann, bob]) {
		const heard = (await peer.eventsUpTo(room, end)).filter(({ seq }) => seq > head);
		expect(heard.map(({ seq }) => seq)).toEqual(first);
	}
	expect(await readIds(bob)).toEqual(new Map(posts.map(({ id }, index) => [id, first[index]])));
}

/** The ids of all messages in the room after the first one, with their seqs; fails on a gap. */
export async function readIds(peer: NativePeer): Promise<Map<string, number>> {
	const found = new Map<string, number>();
	for (let after = 0, more = true; more; ) {
		const page = await peer.call("history", { room, after, limit: 200 });
		for (const event of page.events) {
			expect(event.seq, "no gap").toBe(++after);
			if (event.type === "message" && event.text !== "before") found.set(event.id, event.seq);
		}
		more = page.more;
	}
	return found;
}

/** The errors in the log of a daemon. */
export function errorsIn(daemon: Piped): { readonly msg: string }[] {
	return daemon
		.lines()
		.map((line) => JSON.parse(line))
		.filter(({ level }) => level >= 50);
}

/** 1 to `end`. */
export function upTo(end: number): number[] {
	return Array.from({ length: end }, (_, index) => index + 1);
}
