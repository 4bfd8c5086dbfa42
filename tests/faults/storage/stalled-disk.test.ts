import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ServerFrame } from "@partyline/shared/protocol/envelope";
import { describe, expect, test } from "vitest";
import { Machine } from "../../support/machine.ts";
import type { NativePeer } from "../../support/native-peer.ts";
import { breakDisk, mayAttach } from "../../support/strace.ts";
import { newPost, type Post, readIds, upTo } from "./refusal.ts";

/** Enough for more of the longest messages than the journal lets wait. */
const peersCount = 24;
/** One less than a connection may have open: a ping is answered still. */
const atOnce = 63;
const mebibyte = 1024 * 1024;

/** A post under way: `answer` is undefined while it waits. */
type Asked = {
	readonly peer: NativePeer;
	readonly post: Post;
	readonly answered: Promise<ServerFrame>;
	answer: ServerFrame | undefined;
};

function ask(peer: NativePeer, post: Post): Asked {
	const answered = peer.ask("post", post);
	const asked: Asked = { peer, post, answered, answer: undefined };
	// A broken connection fails the next ping, and whoever waits for the answer.
	answered.then(
		(answer) => {
			asked.answer = answer;
		},
		() => {},
	);
	return asked;
}

function refusedOf(asked: readonly Asked[]): Asked[] {
	return asked.filter(({ answer }) => answer?.type === "error");
}

/** Resolves once everything that was asked before is answered, or waits for the disk. */
async function pingAll(peers: readonly NativePeer[]): Promise<void> {
	for (const _ of [1, 2]) await Promise.all(peers.map((peer) => peer.call("ping", {})));
}

/** The most memory a process has ever had. */
function peakBytes(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, "utf8");
	return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) * 1024;
}

describe.skipIf(!mayAttach())("a disk that stands still (needs strace that may attach)", () => {
	test("makes posts wait up to a bound, refuses the rest at once, and takes all of them when it moves again", async () => {
		const machine = await Machine.create();
		const daemon = await machine.startDaemon();
		const peers = await Promise.all(upTo(peersCount).map((count) => machine.peer(`p${count}`)));
		const stalled = await breakDisk(daemon.pid, {
			calls: "fsync,fdatasync",
			fault: "delay_enter=60000000",
			paths: [`${join(machine.dataDir, "partyline.db")}-wal`],
		});
		const peakBefore = peakBytes(daemon.pid);
		const asked = peers.flatMap((peer) =>
			Array.from({ length: atOnce }, () => ask(peer, newPost("x".repeat(16_384)))),
		);
		await pingAll(peers);
		const refused = refusedOf(asked);
		expect(asked.filter(({ answer }) => answer?.type === "result")).toEqual([]);
		expect(refused.length).toBeGreaterThan(0);
		for (const { answer } of refused)
			expect(answer).toMatchObject({
				error: { data: { code: "storage_unavailable", retryAfterMs: 1_000 } },
			});
		// Who tries again at once is refused again, and what that takes is given back.
		for (const _ of upTo(30)) {
			const again = refused.map(({ peer, post }) => ask(peer, post));
			await pingAll(peers);
			expect(refusedOf(again)).toHaveLength(refused.length);
		}
		expect(peakBytes(daemon.pid) - peakBefore).toBeLessThan(400 * mebibyte);
		await stalled.letGo();
		await Promise.all(asked.map(({ answered }) => answered));
		expect(refusedOf(asked)).toHaveLength(refused.length);
		const acks = refused.map(({ peer, post }) => peer.call("post", post));
		expect((await Promise.all(acks)).filter(({ duplicate }) => duplicate)).toEqual([]);
		const [first] = peers;
		const stored = first && (await readIds(first));
		expect(new Set(stored?.keys())).toEqual(new Set(asked.map(({ post }) => post.id)));
	});
});
