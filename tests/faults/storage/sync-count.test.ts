import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import type { NativePeer } from "../../support/native-peer.ts";
import { mayAttach, Strace } from "../../support/strace.ts";
import { type Call, isSync, readTrace, traceOptions } from "../../support/trace.ts";
import { newPost, type Post, upTo } from "./refusal.ts";

const posts = 40;

/** What the daemon did to its log and its sockets while `say` was done. */
async function traceDaemon(
	say: (peers: readonly NativePeer[]) => Promise<readonly Post[]>,
): Promise<{
	readonly said: readonly Post[];
	readonly calls: readonly Call[];
	readonly wal: string;
}> {
	const machine = await Machine.create();
	const daemon = await machine.startDaemon();
	const peers = await Promise.all(upTo(4).map((count) => machine.peer(`peer${count}`)));
	const trace = join(machine.home, "trace");
	const calls = "pwrite64,fsync,fdatasync,read,write,writev";
	const strace = await Strace.attach(daemon.pid, traceOptions(trace, calls));
	const said = await say(peers);
	await strace.letGo();
	return { said, calls: readTrace(trace), wal: join(machine.dataDir, "partyline.db-wal") };
}

/** The first call that carried some bytes through a socket, by one of these names. */
function firstOnSocket(calls: readonly Call[], bytes: string, names: readonly string[]) {
	return calls.find(
		(call) =>
			names.includes(call.name) && call.path.startsWith("socket:") && call.bytes.includes(bytes),
	);
}

/** The sync that was whole between the end of one call and the start of another. */
function syncBetween(syncs: readonly Call[], before: Call | undefined, after: Call | undefined) {
	if (before === undefined || after === undefined) return undefined;
	return syncs.find(({ start, end }) => before.end < start && end < after.start);
}

/** Posts one after another, and does something after each. */
async function postEach(
	peer: NativePeer | undefined,
	after: (post: Post, number: number) => Promise<void> = async () => {},
): Promise<readonly Post[]> {
	const done: Post[] = [];
	for (const number of upTo(posts)) {
		const post = newPost(`word-${number}.`);
		await peer?.call("post", post);
		done.push(post);
		await after(post, number);
	}
	return done;
}

/** Each of them was synced between its coming and its ack. */
function expectSynced(said: readonly Post[], calls: readonly Call[], syncs: readonly Call[]): void {
	for (const { id } of said) {
		const arrival = firstOnSocket(calls, id, ["read"]);
		const told = firstOnSocket(calls, id, ["write", "writev"]);
		expect(syncBetween(syncs, arrival, told), id).toBeDefined();
	}
}

describe.skipIf(!mayAttach())("the daemon (needs strace that may attach)", () => {
	test("syncs its log at least once for each of many posts that come one after another, between its coming and its ack", async () => {
		const { said, calls, wal } = await traceDaemon(([peer]) => postEach(peer));
		const syncs = calls.filter((call) => isSync(call) && call.path === wal && call.result === 0);
		expect(syncs.length).toBeGreaterThanOrEqual(posts);
		expectSynced(said, calls, syncs);
	});

	test("brings what was said into the index of words with one more sync at most, and syncs what is said next as before", async () => {
		const { said, calls, wal } = await traceDaemon(([peer]) =>
			postEach(peer, async ({ id }, number) => {
				// What is found is in the index.
				const found = await peer?.call("search", { text: `${number}`, limit: 1 });
				expect(found?.events).toMatchObject([{ id }]);
			}),
		);
		const syncs = calls.filter((call) => isSync(call) && call.path === wal && call.result === 0);
		// A log that begins anew is synced once more.
		expect(syncs.length).toBeLessThanOrEqual(2 * posts + 1);
		expectSynced(said, calls, syncs);
	});

	test("tells nobody of a post, its sender included, before the sync that follows the writing of its batch", async () => {
		const { said, calls, wal } = await traceDaemon(async (peers) => {
			const all = peers.map((peer) =>
				upTo(60).map((number) => ({ peer, post: newPost(`word-${number}.`) })),
			);
			await Promise.all(all.flat().map(({ peer, post }) => peer.call("post", post)));
			return all.flat().map(({ post }) => post);
		});
		const syncs = calls.filter((call) => isSync(call) && call.path === wal && call.result === 0);
		// Otherwise there was no batch of several to look at.
		expect(syncs.length).toBeLessThan(said.length);
		for (const { id } of said) {
			const key = Buffer.from(id.replaceAll("-", ""), "hex");
			const written = calls.find(
				({ name, path, bytes }) => name === "pwrite64" && path === wal && bytes.includes(key),
			);
			const told = firstOnSocket(calls, id, ["write", "writev"]);
			expect(syncBetween(syncs, written, told), id).toBeDefined();
		}
	});
});
